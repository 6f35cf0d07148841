using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Recent;
using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting;

/// <summary>
/// The student in service, loaded. A new champion is loaded beside the old one and then takes its place; the old one is let go of when its
/// last forecast is done, so no request fails. While a new champion cannot be loaded, the last good one stays.
/// </summary>
public sealed class ChampionSession : IDisposable
{
    /// <summary>How old the factors of the intervals may be: they are computed once an hour.</summary>
    private static readonly TimeSpan IntervalsAge = TimeSpan.FromMinutes(5);

    private readonly StudentRegistry _registry;
    private readonly IntervalStore _intervals;
    private readonly TimeProvider _clock;
    private readonly ILogger<ChampionSession> _logger;
    private readonly TimeSpan _interval;
    private readonly BackgroundRefresh _look;
    private readonly Lock _lock = new();
    private Loans<Loaded>? _loaded;
    private bool _begun;

    /// <summary>A session that has not loaded a student yet.</summary>
    public ChampionSession(
        StudentRegistry registry,
        IntervalStore intervals,
        IOptions<ForecastingOptions> options,
        TimeProvider clock,
        ILogger<ChampionSession> logger)
    {
        _registry = registry;
        _intervals = intervals;
        _clock = clock;
        _logger = logger;
        _interval = options.Value.ChampionInterval;
        _look = new BackgroundRefresh("The champion", LookAsync, clock, logger);
    }

    /// <summary>Begins to load the student in service, once in the life of a process; whoever borrows it waits for the same.</summary>
    public void Begin()
    {
        // Asked at each request: a read, as a rule, and no write that the processors share.
        if (!Volatile.Read(ref _begun) && !Interlocked.Exchange(ref _begun, true))
        {
            // A failure is told to the log, and to who borrows.
            _ = _look.EnsureAsync(_interval, hasOlder: false, CancellationToken.None).AsTask().ContinueWith(
                static failed => _ = failed.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
    }

    /// <summary>Borrows the student in service. Dispose the result when done.</summary>
    /// <exception cref="NoChampionException">There is none.</exception>
    /// <exception cref="StudentDamagedException">
    /// Neither the champion nor a predecessor can be loaded, and no student was loaded before.
    /// </exception>
    public async Task<Borrowed> BorrowAsync(CancellationToken cancellationToken) =>
        await TryBorrowAsync(cancellationToken) ?? throw new NoChampionException();

    /// <summary>As <see cref="BorrowAsync"/>, but null where no student is in service.</summary>
    /// <exception cref="StudentDamagedException">
    /// Neither the champion nor a predecessor can be loaded, and no student was loaded before.
    /// </exception>
    public async Task<Borrowed?> TryBorrowAsync(CancellationToken cancellationToken)
    {
        await _look.EnsureAsync(_interval, hasOlder: _loaded is not null, cancellationToken);
        lock (_lock)
        {
            return _loaded is { } loaded ? new Borrowed(loaded.Borrow()) : null;
        }
    }

    /// <summary>Whether a student is the one that serves now.</summary>
    public async Task<bool> IsInServiceAsync(string student, CancellationToken cancellationToken)
    {
        try
        {
            using var serving = await BorrowAsync(cancellationToken);
            return serving.Student == student;
        }
        catch (Exception e) when (e is NoChampionException or StudentDamagedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _loaded?.Dispose();
            _loaded = null;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var champion = await _registry.ChampionAsync(cancellationToken);
        if (champion is not null && champion.ETag != _loaded?.Lent.Student.Champion.ETag)
        {
            await SwapAsync(champion.Value.Student, cancellationToken);
        }
        else if (_loaded?.Lent is { } loaded && _clock.GetElapsedTime(loaded.IntervalsReadAt) >= IntervalsAge)
        {
            loaded.Use(await _intervals.FindAsync(loaded.Student.Student, cancellationToken), _clock.GetTimestamp());
        }
    }

    private async Task SwapAsync(string champion, CancellationToken cancellationToken)
    {
        // Read beside the loading: a host that starts should forecast soon.
        var inService = _intervals.InServiceAsync(champion, cancellationToken);
        if (await _registry.OpenChampionAsync(cancellationToken) is not { } opened)
        {
            return;
        }

        IReadOnlyDictionary<string, IntervalFactors> factors;
        IReadOnlyDictionary<string, double> departures;
        try
        {
            (factors, departures) = await (opened.Student == champion
                ? inService
                : _intervals.InServiceAsync(opened.Student, cancellationToken));
        }
        catch
        {
            // Nobody holds the student yet, and the next look loads it anew.
            opened.Session.Dispose();
            throw;
        }

        lock (_lock)
        {
            _loaded?.Dispose();
            _loaded = new(new Loaded(opened, factors, departures, _clock.GetTimestamp()));
        }

        _logger.LogInformation("Student {Student} is in service", opened.Student);
    }

    /// <summary>A borrowed student.</summary>
    public sealed class Borrowed : IDisposable
    {
        private readonly Loans<Loaded>.Loan _loan;

        internal Borrowed(Loans<Loaded>.Loan loan) => _loan = loan;

        /// <summary>Id of the student.</summary>
        public string Student => _loan.Lent.Student.Student;

        /// <summary>The student, ready to forecast.</summary>
        internal ServingStudent Serving => _loan.Lent.Serving;

        /// <summary>Why a predecessor serves instead of the champion; null where the champion serves.</summary>
        public string? Fault => _loan.Lent.Student.Fault;

        /// <inheritdoc/>
        public void Dispose() => _loan.Dispose();
    }

    /// <summary>A loaded student and what it serves with.</summary>
    internal sealed class Loaded(
        StudentInService student,
        IReadOnlyDictionary<string, IntervalFactors> intervals,
        IReadOnlyDictionary<string, double> departures,
        long intervalsReadAt) : IDisposable
    {
        private volatile ServingStudent _serving = new(student.Student, student.Session, intervals) { BelievedDepartures = departures };

        public StudentInService Student { get; } = student;

        public ServingStudent Serving => _serving;

        /// <summary>Timestamp of when the factors of its intervals were read.</summary>
        public long IntervalsReadAt { get; private set; } = intervalsReadAt;

        /// <summary>Takes up newer factors: what is issued from now on has them, what stands stands.</summary>
        public void Use(IReadOnlyDictionary<string, IntervalFactors> newer, long readAt)
        {
            _serving = _serving with { Intervals = newer };
            IntervalsReadAt = readAt;
        }

        /// <inheritdoc/>
        public void Dispose() => Student.Session.Dispose();
    }
}
