using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting.FromTeacher;

/// <summary>
/// Forecasts where no student can make one: in an account without a student, and at a station that the student in service was not taught
/// and that has sent hardly anything. They are the numerical model's, moved by its mean error where that is known, with quantiles from its
/// errors. Issued once for each window, as a student's.
/// </summary>
/// <param name="variables">Plausible ranges, and which variables are forecast.</param>
/// <param name="errors">The models' errors.</param>
/// <param name="alignment">Horizon, delivery delay and the variables that are asked for.</param>
public sealed class TeacherForecasts(VariableTable variables, TeacherErrorStore errors, IOptions<AlignmentOptions> alignment)
{
    /// <summary>Hours observed in the last two days with which a station that a student does not know is left to it all the same.</summary>
    private const int EnoughHours = 24;

    private readonly ConcurrentDictionary<string, Kept> _issued = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a station is new to a student: not among those that it was taught, and observed for less than a day of the last two.
    /// </summary>
    internal static bool IsNew(string station, Basis basis, StudentLineage lineage) =>
        !lineage.Stations.Contains(station) && ObservedHours(basis, lineage.HistoryHours) < Math.Min(EnoughHours, lineage.HistoryHours);

    /// <summary>The forecast of a station; null where no run covers it.</summary>
    /// <param name="station">The station's id.</param>
    /// <param name="view">What is known.</param>
    /// <param name="issuer">Says what a forecast starts from.</param>
    /// <param name="lineage">The student in service, whose variables and horizon are forecast; null where there is none.</param>
    /// <param name="issued">Told of a forecast that is issued anew.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async ValueTask<IssuedForecast?> GetAsync(
        string station,
        RecentView view,
        ForecastIssuer issuer,
        StudentLineage? lineage,
        Action<IssuedForecast> issued,
        CancellationToken cancellationToken)
    {
        var found = lineage is null ? Newest(station, view, issuer) : Window(station, view, lineage.Model, issuer, lineage);
        if (found is not { } window)
        {
            return null;
        }

        var known = await errors.GetAsync(window.Model, view, cancellationToken);
        if (_issued.TryGetValue(station, out var kept)
            && kept.Window == window
            && ReferenceEquals(kept.Errors, known)
            && kept.Student == lineage?.DatasetId)
        {
            return kept.Forecast;
        }

        var forecast = Make(station, window, known, issuer.Now(), lineage);
        if (_issued.TryGetValue(station, out kept) && kept.Student == lineage?.DatasetId && SaysTheSame(kept.Forecast, forecast))
        {
            forecast = kept.Forecast;
        }
        else
        {
            issued(forecast);
        }

        _issued[station] = new Kept(window, known, lineage?.DatasetId, forecast);
        return forecast;
    }

    private static bool SaysTheSame(IssuedForecast a, IssuedForecast b) =>
        a.Origin == b.Origin
            && a.Run == b.Run
            && a.LastObservation == b.LastObservation
            && a.Mean.AsSpan().SequenceEqual(b.Mean)
            && a.Quantiles.AsSpan().SequenceEqual(b.Quantiles);

    private static int ObservedHours(Basis basis, int hours)
    {
        var observed = 0;
        for (var hour = basis.Origin - hours + 1; basis.Observations is { } grid && hour <= basis.Origin; hour++)
        {
            observed += hour >= grid.FirstHour && hour <= grid.LastHour && grid.At(hour).ContainsAnyExcept(float.NaN) ? 1 : 0;
        }

        return observed;
    }

    private TeacherWindow? Newest(string station, RecentView view, ForecastIssuer issuer) =>
        view.Models.Select(m => Window(station, view, m, issuer, lineage: null)).OfType<TeacherWindow>().MaxBy(w => w.Run);

    private TeacherWindow? Window(string station, RecentView view, string model, ForecastIssuer issuer, StudentLineage? lineage)
    {
        var basis = issuer.BasisOf(station, view, model);
        var horizon = lineage?.HorizonHours ?? alignment.Value.HorizonHours;
        return basis.Teacher?.NewestRunCovering(
                basis.Origin,
                alignment.Value.DeliveryDelayHours,
                basis.Origin + 1,
                basis.Origin + horizon,
                ComputedVariables.ToRead(lineage?.Targets ?? Targets(basis.Teacher))) is { } run
            ? new TeacherWindow(model, run, horizon, basis)
            : null;
    }

    /// <summary>
    /// The variables forecast without a student: those that are asked for, as a student's would be. Where nothing is, those that are
    /// forecast by default, or, where a model has none of them, all that it has.
    /// </summary>
    private IReadOnlyList<string> Targets(TeacherRuns runs)
    {
        if (alignment.Value.Targets is { } wanted)
        {
            return ComputedVariables.ToTargets(wanted);
        }

        var targets = runs.Variables.Where(v => variables.Find(v) is { Forecast: true }).ToList();
        return targets.Count > 0 ? targets : [.. runs.Variables.Where(v => variables.Find(v) is not null)];
    }

    private IssuedForecast Make(string station, TeacherWindow window, TeacherErrors known, DateTimeOffset now, StudentLineage? lineage)
    {
        var targets = lineage?.Targets ?? Targets(window.Basis.Teacher!);
        var runs = window.Basis.Teacher!.Including(targets);
        var levels = StudentGraph.QuantileLevels;
        var teacher = new float[window.Horizon * targets.Count];
        runs.Select(targets).FillAsOf(window.Basis.Origin, alignment.Value.DeliveryDelayHours, window.Basis.Origin + 1, teacher);
        var mean = new float[teacher.Length];
        var quantiles = new float[teacher.Length * levels.Count];
        var own = targets.Select(t => TeacherErrors.OfOwnValues(runs, t, levels)).ToArray();
        var spreads = new List<ErrorSpread>();
        for (var i = 0; i < teacher.Length; i++)
        {
            var variable = variables[targets[i % targets.Count]];
            var spread = known.Find(station, variable.Name, (i / targets.Count) + 1) ?? own[i % targets.Count];
            mean[i] = Within(variable, teacher[i] + (spread?.Shift ?? float.NaN));
            for (var q = 0; q < levels.Count; q++)
            {
                quantiles[(i * levels.Count) + q] = Within(variable, teacher[i] + (spread?.Quantiles[q] ?? float.NaN));
            }

            if (spread is not null && !float.IsNaN(teacher[i]))
            {
                spreads.Add(spread);
            }
        }

        return new IssuedForecast
        {
            Station = station,
            Origin = window.Basis.Origin.ToTime(),
            IssuedAt = now,
            Student = IssuedForecast.TeacherPrefix + window.Model,
            Run = window.Run.ToTime(),
            LastObservation = window.Basis.LastObserved?.ToTime(),
            Variables = targets,
            Mean = mean,
            QuantileLevels = levels,
            Quantiles = quantiles,
            Intervals = [.. targets.Select(_ => IntervalFactors.None)],
            Teacher = teacher,
            MadeFrom = Words(station, window, spreads, lineage),
        };
    }

    private static string Words(string station, TeacherWindow window, List<ErrorSpread> spreads, StudentLineage? lineage)
    {
        var hours = ObservedHours(window.Basis, lineage?.HistoryHours ?? EnoughHours * 2);
        var why = lineage is null
            ? "No student is in service yet"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Station {station} is new: {(hours == 0 ? "it has sent nothing lately" : $"it has {hours} h of observations")} and no "
                + $"student was taught it");
        var farthest = spreads.Count == 0 ? SpreadSource.OwnValues : spreads.Max(s => s.Source);
        var cases = spreads.Count == 0 ? 0 : spreads.Where(s => s.Source == farthest).Min(s => s.Cases);
        var how = farthest switch
        {
            SpreadSource.Station => $"moved by its mean error here; the quantiles are those of its errors here, {cases} cases or more",
            SpreadSource.Neighbours => $"as it is; the quantiles are as wide as its errors at other stations, {cases} cases or more",
            _ => "as it is; no errors of it are known, so the quantiles are as wide as its own values vary",
        };
        return $"{why}. The forecast is the numerical model {window.Model}, run of {UtcTime.Format(window.Run.ToTime())}, {how}.";
    }

    private static float Within(WeatherVariable variable, float value) =>
        float.IsNaN(value) ? value : Math.Clamp(value, (float)variable.Minimum, (float)variable.Maximum);

    /// <summary>What a forecast is made from; equal where nothing of it was read anew.</summary>
    private sealed record TeacherWindow(string Model, Hour Run, int Horizon, Basis Basis);

    private sealed record Kept(TeacherWindow Window, TeacherErrors Errors, string? Student, IssuedForecast Forecast);
}
