using System.Globalization;
using WeatherKd.Storage;

namespace WeatherKd.Forecasting;

/// <summary>
/// The last line of defence: a forecast that a bad run spoiled is not served from that run. It is withheld where the student's values leave
/// the plausible range, or where they depart from what the same student says without the run, from observations alone and from the run
/// before, by more than is believed of a run (<see cref="BelievedDepartures"/>). In its place stands the forecast from the older run, or
/// from observations alone, with the reason.
/// </summary>
internal sealed class ForecastGuard(ForecastIssuer issuer)
{
    /// <summary>
    /// How far a student's own values may lie outside the plausible range, as a share of it. Humidity overshoots a little in fog.
    /// </summary>
    private const double RangeMargin = 0.1;

    /// <summary>
    /// A teacher's own change from run to run, as a share of the departure that is believed, from which on the student is asked.
    /// </summary>
    private const double ShareWorthAsking = 0.5;

    /// <summary>Issues the forecasts of some windows, guarded.</summary>
    /// <param name="student">The student.</param>
    /// <param name="windows">The windows, at least one.</param>
    /// <param name="issuedAt">When they are issued.</param>
    public IReadOnlyList<IssuedForecast> Issue(ServingStudent student, IReadOnlyList<ForecastWindow> windows, DateTimeOffset issuedAt) =>
        [.. issuer.Issue(student, windows, issuedAt).Zip(windows, (forecast, window) => Guard(student, window, forecast, issuedAt))];

    private IssuedForecast Guard(ServingStudent student, ForecastWindow window, IssuedForecast forecast, DateTimeOffset issuedAt)
    {
        if (window.Run is not { } run)
        {
            return forecast;
        }

        // Cutting the older window costs as much as the first: not where nothing says how far a teacher may move this student.
        var outside = OutsideRange(forecast);
        if (outside is null && student.BelievedDepartures.Count == 0)
        {
            return forecast;
        }

        var older = Without(student, window, window.Basis with { Teacher = window.Basis.Teacher!.Before(run) });
        if (outside is null && !TeacherMoves(student, window, older))
        {
            return forecast;
        }

        var alone = Without(student, window, window.Basis with { Teacher = null });
        var others = issuer.Issue(student, older.Run is null ? [alone] : [alone, older], issuedAt);
        if ((outside ?? Departure(student, forecast, others)) is not { } reason)
        {
            return forecast;
        }

        var instead = OutsideRange(others[^1]) is null ? others[^1] : others[0];
        return instead with
        {
            Withheld = $"The forecast from the run of {UtcTime.Format(forecast.Run!.Value)} is withheld: {reason}. This one is from "
                + (instead.Run is { } served ? $"the run of {UtcTime.Format(served)}." : "observations alone."),
        };
    }

    private ForecastWindow Without(ServingStudent student, ForecastWindow window, Basis basis) =>
        issuer.Cut(window.Station, basis, student.Lineage);

    /// <summary>
    /// Whether the teacher's own values changed from the older run by so much that the student is worth asking. Saves the second forecast
    /// as a rule.
    /// </summary>
    private static bool TeacherMoves(ServingStudent student, ForecastWindow window, ForecastWindow older)
    {
        var lineage = student.Lineage;
        var width = lineage.TeacherVariables.Count;
        for (var i = lineage.HistoryHours * width; i < window.Block.Teacher.Length; i++)
        {
            var (now, before) = (window.Block.Teacher[i], older.Block.Teacher[i]);
            if (student.BelievedDepartures.TryGetValue(lineage.TeacherVariables[i % width], out var believed)
                && (float.IsNaN(before) ? !float.IsNaN(now) : Math.Abs(now - before) > ShareWorthAsking * believed))
            {
                return true;
            }
        }

        return false;
    }

    private static string? OutsideRange(IssuedForecast forecast) => forecast.OutsideRange > RangeMargin
        ? "it leaves the plausible range"
        : null;

    /// <summary>The first value that departs from all other forecasts by more than the plausible effect.</summary>
    private static string? Departure(ServingStudent student, IssuedForecast forecast, IReadOnlyList<IssuedForecast> others)
    {
        for (var i = 0; i < forecast.Mean.Length; i++)
        {
            var variable = forecast.Variables[i % forecast.Variables.Count];
            var departure = others.Min(o => Math.Abs(forecast.Mean[i] - o.Mean[i]));
            if (student.BelievedDepartures.TryGetValue(variable, out var believed) && departure > believed)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{variable} at lead {(i / forecast.Variables.Count) + 1} departs by {departure:G3} from what is forecast without "
                    + $"that run, and {believed:G3} is the most that is believed");
            }
        }

        return null;
    }
}
