using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Students;

namespace WeatherKd.Forecasting;

/// <summary>
/// The student in service, loaded. A new champion is loaded beside the old one and then takes its place; the old one is let go of when its last forecast is done, so
/// no request fails. While a new champion cannot be loaded, the last good one stays.
/// </summary>
public sealed class ChampionSession(StudentRegistry registry, IOptions<ForecastingOptions> options, TimeProvider clock, ILogger<ChampionSession> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _lock = new();
    private Loaded? _loaded;
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;

    /// <summary>Borrows the student in service. Dispose the result when done.</summary>
    /// <exception cref="NoChampionException">There is none.</exception>
    public async Task<Borrowed> BorrowAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        lock (_lock)
        {
            return _loaded is { } loaded ? loaded.Borrow() : throw new NoChampionException();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        lock (_lock)
        {
            _loaded?.Release();
            _loaded = null;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() - _lookedAt < options.Value.ChampionInterval && _loaded is not null)
        {
            return;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (clock.GetUtcNow() - _lookedAt < options.Value.ChampionInterval && _loaded is not null)
            {
                return;
            }

            var champion = await registry.ChampionAsync(cancellationToken);
            if (champion is not null && champion.ETag != _loaded?.Student.Champion.ETag)
            {
                await SwapAsync(cancellationToken);
            }
        }
        catch (Exception e) when (_loaded is not null && e is not OperationCanceledException)
        {
            logger.LogError(e, "The champion cannot be looked for or loaded; {Student} stays in service", _loaded.Student.Student);
        }
        finally
        {
            _lookedAt = clock.GetUtcNow();
            _one.Release();
        }
    }

    private async Task SwapAsync(CancellationToken cancellationToken)
    {
        if (await registry.OpenChampionAsync(cancellationToken) is not { } opened)
        {
            return;
        }

        lock (_lock)
        {
            _loaded?.Release();
            _loaded = new Loaded(opened);
        }

        logger.LogInformation("Student {Student} is in service", opened.Student);
    }

    /// <summary>A borrowed student.</summary>
    public sealed class Borrowed : IDisposable
    {
        private readonly Loaded _loaded;

        internal Borrowed(Loaded loaded) => _loaded = loaded;

        /// <summary>Id of the student.</summary>
        public string Student => _loaded.Student.Student;

        /// <summary>The student, ready to forecast.</summary>
        public StudentSession Session => _loaded.Student.Session;

        /// <summary>Why a predecessor serves instead of the champion; null where the champion serves.</summary>
        public string? Fault => _loaded.Student.Fault;

        /// <inheritdoc/>
        public void Dispose() => _loaded.Release();
    }

    /// <summary>A loaded student with the number of those who use it, the holder included.</summary>
    internal sealed class Loaded(StudentInService student)
    {
        private int _users = 1;

        public StudentInService Student { get; } = student;

        public Borrowed Borrow()
        {
            Interlocked.Increment(ref _users);
            return new Borrowed(this);
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
            {
                Student.Session.Dispose();
            }
        }
    }
}
