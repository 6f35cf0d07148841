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

    private readonly Dictionary<string, Loaded> _loaded = new(StringComparer.Ordinal);
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
                _loaded.Add(student, new Loaded(new ServingStudent(student, session, factors)
                {
                    BelievedDepartures = departures,
                }, new ForecastCache(issuer, _ => { })));
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

            loaded.LastUse = ++_uses;
            loaded.Users++;
            return new Borrowed(this, loaded);
        }
    }

    private void Return(Loaded loaded)
    {
        lock (_lock)
        {
            loaded.Users--;
            Shrink(keep: null);
        }
    }

    private void Shrink(string? keep)
    {
        while (_loaded.Count > Most
            && _loaded.Where(l => l.Value.Users == 0 && l.Key != keep)
                .OrderBy(l => l.Value.LastUse)
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
        private readonly Loaded _loaded;

        internal Borrowed(StudentsOnRequest from, Loaded loaded)
        {
            _from = from;
            _loaded = loaded;
        }

        /// <summary>The student, ready to forecast.</summary>
        internal ServingStudent Serving => _loaded.Student;

        /// <summary>Its forecasts that stand.</summary>
        internal ForecastCache Standing => _loaded.Standing;

        /// <inheritdoc/>
        public void Dispose() => _from.Return(_loaded);
    }

    internal sealed class Loaded(ServingStudent student, ForecastCache standing) : IDisposable
    {
        public ServingStudent Student { get; } = student;

        public ForecastCache Standing { get; } = standing;

        public int Users { get; set; }

        public long LastUse { get; set; }

        public void Dispose()
        {
            Student.Session.Dispose();
            Standing.Dispose();
        }
    }
}
