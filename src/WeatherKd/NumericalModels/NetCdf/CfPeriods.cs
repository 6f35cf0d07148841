using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Variables;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>
/// Over which time a value of a CF file is: its time's bounds, and where there are none what cell methods (CF conventions, section 7.3)
/// and the attributes of cfgrib leave certain. What is left open costs the variable.
/// </summary>
internal sealed class CfPeriods(CfCoordinates coordinates)
{
    private const double Hour = 1;
    private const double Second = 1.0 / 3600;

    /// <summary>What a variable over an hour states at a moment.</summary>
    /// <param name="source">The variable of the file.</param>
    /// <param name="variable">The table's.</param>
    /// <param name="moment">One of its moments.</param>
    /// <param name="isAmount">Whether its unit is that of an amount.</param>
    public CfStatement Of(NetCdfVariable source, WeatherVariable variable, CfMoment moment, bool isAmount)
    {
        // As in GRIB: where the table prefers an amount, the mean of a rate is packed with another precision.
        var kind = !isAmount && variable.Grib2?.Accumulated == true ? AmountSource.Rate : AmountSource.Amount;
        if (!isAmount && IsSaidToBeOfAnInstant(source))
        {
            return Instant(moment);
        }

        if (coordinates.Period(moment) is { } bounds && bounds.End > bounds.Start)
        {
            return new(kind, bounds.Start, bounds.End);
        }

        return IsSinceTheStart(source) ? new(kind, 0, moment.LeadHours)
            : isAmount || IsOverTime(source) ? new(kind, moment.LeadHours - Hour, moment.LeadHours)
            : Instant(moment);
    }

    /// <summary>
    /// Why the values of a variable are over a time that is not known, or not the wanted one; null where they can be used.
    /// </summary>
    /// <param name="source">The variable of the file.</param>
    /// <param name="variable">The table's.</param>
    /// <param name="moments">Its moments.</param>
    /// <param name="isAmount">Whether its unit is that of an amount.</param>
    public string? WhyNot(NetCdfVariable source, WeatherVariable variable, IReadOnlyList<CfMoment> moments, bool isAmount)
    {
        if (CellMethod(source) is not (null or "point" or "mean" or "sum")
            || StepType(source) is not (null or "instant" or "accum" or "avg"))
        {
            return "it is an extreme or a deviation over a span of time";
        }

        var bounds = moments.Select(coordinates.Period).Where(p => p is not null).Select(p => p!.Value.End - p.Value.Start).ToList();
        if (!variable.OverHour)
        {
            var hours = bounds.Count > 0 ? bounds.Max() : Steps(moments).Max();
            return IsOverTime(source) && (CellMethod(source) != "mean" || hours > Hour + Second)
                ? "it is a mean or sum over time and not a value at a time"
                : null;
        }

        var isOfAnInstant = !isAmount && (IsSaidToBeOfAnInstant(source) || !IsOverTime(source));
        return bounds.Count > 0 || IsSinceTheStart(source) || isOfAnInstant ? null
            : StepType(source) == "avg" ? "it is a mean, and the file does not say since when"
            : Steps(moments).Any(hours => Math.Abs(hours - Hour) > Second)
                ? "its times have no bounds and are not an hour apart: over which time it is a sum or mean is not known"
                : null;
    }

    /// <summary>Whether a value is taken for an amount since the start of its run by an attribute alone, which no bounds confirm.</summary>
    /// <param name="source">The variable of the file.</param>
    /// <param name="moment">One of its moments.</param>
    public bool CountsFromTheStart(NetCdfVariable source, CfMoment moment) =>
        IsSinceTheStart(source) && !(coordinates.Period(moment) is { } bounds && bounds.End > bounds.Start);

    private static CfStatement Instant(CfMoment moment) => new(AmountSource.Instant, moment.LeadHours, moment.LeadHours);

    private static bool IsSaidToBeOfAnInstant(NetCdfVariable source) => StepType(source) == "instant" || CellMethod(source) == "point";

    private static bool IsOverTime(NetCdfVariable source) => CellMethod(source) is "mean" or "sum" || StepType(source) is "accum" or "avg";

    /// <summary>As ECMWF's amounts are, for which cfgrib was made.</summary>
    private static bool IsSinceTheStart(NetCdfVariable source) => StepType(source) == "accum";

    private static string? StepType(NetCdfVariable source) => source.Text("GRIB_stepType");

    /// <summary>Hours between the moments of each run.</summary>
    private static IEnumerable<double> Steps(IReadOnlyList<CfMoment> moments) => moments.GroupBy(m => m.Run)
        .SelectMany(run => run.Select(m => m.LeadHours).Distinct().Order().ToArray() is var leads
            ? leads.Zip(leads.Skip(1), (earlier, later) => later - earlier)
            : [])
        .DefaultIfEmpty(Hour);

    /// <summary>The method of the time axis; null where none is given.</summary>
    private static string? CellMethod(NetCdfVariable source) => (source.Text("cell_methods") ?? "")
        .Split([' ', '('], StringSplitOptions.RemoveEmptyEntries)
        .SkipWhile(w => w != "time:")
        .SkipWhile(w => w.EndsWith(':'))
        .FirstOrDefault();
}

/// <summary>What a value states.</summary>
/// <param name="Source">An amount or mean over the period, or the rate at its end.</param>
/// <param name="Start">Start of the period in hours after the run's.</param>
/// <param name="End">Its end.</param>
internal sealed record CfStatement(AmountSource Source, double Start, double End);
