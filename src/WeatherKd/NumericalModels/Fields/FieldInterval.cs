using WeatherKd.Grib;
using WeatherKd.Grib.Products;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// Which interval a GRIB field states an amount for. Models give precipitation since the start of the run, since the last of their 3- or
/// 6-hour buckets, of each hour or of each quarter of it; radiation likewise, as mean flux or as energy. What is stored follows from the
/// field alone, never from others of its file.
/// </summary>
/// <param name="Column">Column of the amounts.</param>
/// <param name="Factor">From the field's values to the variable's unit × hours.</param>
internal readonly record struct FieldInterval(IntervalColumn Column, double Factor)
{
    private const double SecondsPerHour = 3600;

    /// <summary>The interval of a field; null where there is none that can be used.</summary>
    /// <param name="field">A field of a variable over an hour; its times are known.</param>
    /// <param name="parameter">The parameter by which it was found.</param>
    /// <param name="variable">The variable.</param>
    public static FieldInterval? Of(GribField field, Grib2Parameter parameter, WeatherVariable variable)
    {
        var end = field.LeadTime!.Value.TotalHours;

        // An amount for which the header gives no interval is one since the start.
        var start = field.Period is { } period ? (period.Start - field.ReferenceTime)!.Value.TotalHours : 0;
        var factor = parameter.Scale * (field.Period?.Process switch
        {
            // A flux summed over time is in its unit × seconds, whatever the header says of its unit.
            StatisticalProcess.Accumulation => parameter.Accumulated ? 1 : 1 / SecondsPerHour,
            StatisticalProcess.Average => end - start,
            _ => 1,
        });
        return IntervalColumn.Of(variable.Name, SourceOf(field, parameter, variable), start, end) is { } found
            ? new(found.Column, factor)
            : null;
    }

    /// <summary>What a field says of its variable; of one that is not over an hour it does not matter.</summary>
    public static AmountSource Source(GribField field, FieldRole role) =>
        role.Variable is { OverHour: true } variable ? SourceOf(field, role.Parameter, variable) : AmountSource.Amount;

    private static AmountSource SourceOf(GribField field, Grib2Parameter parameter, WeatherVariable variable) =>
        field.Period is null && !parameter.Accumulated ? AmountSource.Instant
        : variable.Grib2?.Accumulated == true && !parameter.Accumulated ? AmountSource.Rate
        : AmountSource.Amount;
}
