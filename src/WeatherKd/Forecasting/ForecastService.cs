using WeatherKd.Forecasting.FromTeacher;
using WeatherKd.Recent;
using WeatherKd.Stations;
using WeatherKd.Students;

namespace WeatherKd.Forecasting;

/// <summary>
/// The forecasts of the service: the champion's, issued once for each window of observations and runs, written to the archive and read by
/// all requests; the numerical model's where there is no champion or a station is new to it; and, for whoever asks for another student by
/// name, that student's, which are nobody's record.
/// </summary>
public sealed class ForecastService : IDisposable
{
    private readonly RecentStore _recent;
    private readonly ChampionSession _champion;
    private readonly StudentsOnRequest _others;
    private readonly StationDirectory _stations;
    private readonly ForecastCache _cache;
    private readonly ForecastIssuer _issuer;
    private readonly TeacherForecasts _fromTeacher;
    private readonly Action<IssuedForecast> _issued;

    /// <summary>The service; nothing is issued before it is asked for.</summary>
    public ForecastService(
        RecentStore recent,
        ChampionSession champion,
        StudentsOnRequest others,
        ForecastIssuer issuer,
        TeacherForecasts fromTeacher,
        StationDirectory stations,
        IEnumerable<IIssuedForecastSink> sinks)
    {
        IIssuedForecastSink[] told = [.. sinks];
        _recent = recent;
        _champion = champion;
        _others = others;
        _stations = stations;
        _issuer = issuer;
        _fromTeacher = fromTeacher;
        _issued = forecast => Array.ForEach(told, s => s.Add(forecast));
        _cache = new ForecastCache(issuer, _issued);
    }

    /// <summary>
    /// Begins to load the student in service: in a host that starts, beside whatever a request reads before it forecasts.
    /// </summary>
    public void Begin() => _champion.Begin();

    /// <summary>The forecast of a station.</summary>
    /// <exception cref="NoChampionException">No student is in service, and no run of a numerical model covers the station.</exception>
    /// <exception cref="UnknownStationException">The station is in no list and has sent nothing.</exception>
    public async Task<IssuedForecast> GetAsync(string station, CancellationToken cancellationToken) =>
        (await GetAsync([station], cancellationToken))[0];

    /// <summary>The forecasts of several stations, in their order.</summary>
    /// <exception cref="NoChampionException">
    /// No student is in service, and no run of a numerical model covers one of the stations.
    /// </exception>
    /// <exception cref="UnknownStationException">One of the stations is in no list and has sent nothing.</exception>
    public async Task<IReadOnlyList<IssuedForecast>> GetAsync(IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        // Both at once: a host that starts should forecast soon.
        var viewing = _recent.ViewAsync(wanted, cancellationToken);
        using var student = await _champion.TryBorrowAsync(cancellationToken);
        var view = await viewing;
        if (student is null)
        {
            await EnsureKnownAsync(wanted, view, cancellationToken);
            var fromTeacher = new IssuedForecast[wanted.Count];
            for (var i = 0; i < fromTeacher.Length; i++)
            {
                fromTeacher[i] = await FromTeacherAsync(wanted[i], view, lineage: null, cancellationToken)
                    ?? throw new NoChampionException(
                        $"No student is in service yet, and no run of a numerical model covers station {wanted[i]} now.");
            }

            return fromTeacher;
        }

        var results = _cache.Find(wanted, view, student.Serving);
        if (Array.IndexOf(results, null) >= 0)
        {
            await EnsureKnownAsync(wanted.Where((_, i) => results[i] is null), view, cancellationToken);
            await TakeNewStationsAsync(results, wanted, view, student.Serving.Lineage, cancellationToken);
            await _cache.CompleteAsync(results, wanted, view, student.Serving, cancellationToken);
        }

        return results!;
    }

    /// <summary>
    /// What any registered student forecasts from what is known now. The champion's forecasts are the service's own; another's are not
    /// archived.
    /// </summary>
    /// <param name="wanted">Ids of stations.</param>
    /// <param name="student">Id of the student.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="UnknownStudentException">There is no such student.</exception>
    /// <exception cref="Students.StudentDamagedException">It cannot be loaded.</exception>
    /// <exception cref="UnknownStationException">One of the stations is in no list and has sent nothing.</exception>
    public async Task<IReadOnlyList<IssuedForecast>> GetAsync(
        IReadOnlyList<string> wanted,
        string student,
        CancellationToken cancellationToken)
    {
        // The service may change hands between the question and the forecasts.
        if (await _champion.IsInServiceAsync(student, cancellationToken)
            && await GetAsync(wanted, cancellationToken) is var own
            && own.All(f => f.Student == student))
        {
            return own;
        }

        using var other = await _others.BorrowAsync(student, cancellationToken);
        var view = await _recent.ViewAsync(wanted, cancellationToken);
        var results = other.Cache.Find(wanted, view, other.Serving);
        await EnsureKnownAsync(wanted.Where((_, i) => results[i] is null), view, cancellationToken);
        await other.Cache.CompleteAsync(results, wanted, view, other.Serving, cancellationToken);
        return results!;
    }

    /// <summary>Issues the forecasts of all stations ahead of the first request.</summary>
    public async Task IssueAllAsync(CancellationToken cancellationToken)
    {
        var view = await _recent.ViewAsync(cancellationToken);
        using var student = await _champion.TryBorrowAsync(cancellationToken);
        if (student is not null)
        {
            await GetAsync(view.Stations, cancellationToken);
            return;
        }

        foreach (var station in view.Stations)
        {
            await FromTeacherAsync(station, view, lineage: null, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private ValueTask<IssuedForecast?> FromTeacherAsync(
        string station,
        RecentView view,
        StudentLineage? lineage,
        CancellationToken cancellationToken) =>
        _fromTeacher.GetAsync(station, view, _issuer, lineage, _issued, cancellationToken);

    /// <summary>Stations that are new to the student and that a run covers; where none does, the student says what it can.</summary>
    private async Task TakeNewStationsAsync(
        IssuedForecast?[] results,
        IReadOnlyList<string> wanted,
        RecentView view,
        StudentLineage lineage,
        CancellationToken cancellationToken)
    {
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is null && TeacherForecasts.IsNew(wanted[i], _issuer.BasisOf(wanted[i], view, lineage), lineage))
            {
                results[i] = await FromTeacherAsync(wanted[i], view, lineage, cancellationToken);
            }
        }
    }

    private async Task EnsureKnownAsync(IEnumerable<string> wanted, RecentView view, CancellationToken cancellationToken)
    {
        var silent = wanted.Where(s => view.Observations(s) is null).ToList();
        if (silent.Count == 0)
        {
            return;
        }

        var listed = (await _stations.ReadAsync(cancellationToken)).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        if (silent.Find(s => !listed.Contains(s)) is { } unknown)
        {
            throw new UnknownStationException(unknown);
        }
    }
}
