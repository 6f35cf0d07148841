using WeatherKd.Students;

namespace WeatherKd.Forecasting;

/// <summary>
/// Students that are not in service and are asked for all the same: the challenger, a predecessor. Each is loaded once, if its file matches
/// its manifest; of those that nobody uses at the moment the least recently used goes when there are more than <see cref="Most"/>.
/// </summary>
public sealed class StudentsOnRequest(StudentRegistry registry, IntervalStore intervals, ForecastIssuer issuer) : IDisposable
{
    /// <summary>Students kept loaded at once; a few MB each.</summary>
    public const int Most = 4;

    private readonly Dictionary<string, Loans<Loaded>> _loaded = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _lock = new();
    private long _uses;

    /// <summary>Borrows a student. Dispose the result when done.</summary>
    /// <exception cref="UnknownStudentException">There is no such student.</exception>
    /// <exception cref="StudentDamagedException">It cannot be loaded.</exception>
    public async Task<Borrowed> BorrowAsync(string student, CancellationToken cancellationToken)
    {
        if (TryBorrow(student) is { } present)
        {
            return present;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (TryBorrow(student) is { } meanwhile)
            {
                return meanwhile;
            }

            if (await registry.FindAsync(student, cancellationToken) is null)
            {
                throw new UnknownStudentException(student);
            }

            var (factors, departures) = await intervals.InServiceAsync(student, cancellationToken);
            var session = await registry.OpenSessionAsync(student, cancellationToken);
            lock (_lock)
            {
                var serving = new ServingStudent(student, session, factors) { BelievedDepartures = departures };
                _loaded.Add(student, new(new Loaded(serving, new ForecastCache(issuer, _ => { }))));
                Shrink(student);
            }

            return TryBorrow(student)!;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var loaded in _loaded.Values)
            {
                loaded.Dispose();
            }

            _loaded.Clear();
        }

        _loading.Dispose();
    }

    private Borrowed? TryBorrow(string student)
    {
        lock (_lock)
        {
            if (!_loaded.TryGetValue(student, out var loaded))
            {
                return null;
            }

            loaded.Lent.LastUse = ++_uses;
            return new Borrowed(this, loaded.Borrow());
        }
    }

    private void Return(Loans<Loaded>.Loan loan)
    {
        loan.Dispose();
        lock (_lock)
        {
            Shrink(keep: null);
        }
    }

    private void Shrink(string? keep)
    {
        while (_loaded.Count > Most
            && _loaded.Where(l => !l.Value.AreOut && l.Key != keep)
                .OrderBy(l => l.Value.Lent.LastUse)
                .Select(l => l.Key)
                .FirstOrDefault() is { } oldest)
        {
            _loaded[oldest].Dispose();
            _loaded.Remove(oldest);
        }
    }

    /// <summary>A borrowed student.</summary>
    public sealed class Borrowed : IDisposable
    {
        private readonly StudentsOnRequest _from;
        private readonly Loans<Loaded>.Loan _loan;

        internal Borrowed(StudentsOnRequest from, Loans<Loaded>.Loan loan)
        {
            _from = from;
            _loan = loan;
        }

        /// <summary>The student, ready to forecast.</summary>
        internal ServingStudent Serving => _loan.Lent.Student;

        /// <summary>Its forecasts that stand.</summary>
        internal ForecastCache Cache => _loan.Lent.Cache;

        /// <inheritdoc/>
        public void Dispose() => _from.Return(_loan);
    }

    internal sealed class Loaded(ServingStudent student, ForecastCache cache) : IDisposable
    {
        public ServingStudent Student { get; } = student;

        public ForecastCache Cache { get; } = cache;

        public long LastUse { get; set; }

        public void Dispose()
        {
            Student.Session.Dispose();
            Cache.Dispose();
        }
    }
}
