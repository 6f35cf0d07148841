using System.Globalization;
using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// The columns of one forecast: what was observed in the hours before it, then each variable, its quantiles, and the numerical model beside
/// it.
/// </summary>
/// <param name="forecast">The forecast as issued.</param>
/// <param name="variables">All that can be asked for.</param>
/// <param name="hours">Hours of the forecast shown, from lead 1.</param>
/// <param name="observed">Observations of the hours before; null where none are wanted or known.</param>
/// <param name="pastHours">How many hours before, up to and with the origin.</param>
internal sealed class ForecastColumns(
    IssuedForecast forecast, IReadOnlyList<ServedVariable> variables, int hours, HourlyObservations? observed, int pastHours)
{
    /// <summary>Ending of the names of the numerical model's columns.</summary>
    public const string NumericalModelSuffix = "_numerical_model";

    private readonly int _width = forecast.Variables.Count;
    private readonly Hour _origin = Hour.Floor(forecast.Origin);

    /// <summary>What the student forecasts, and what follows from that.</summary>
    public IEnumerable<string> Default =>
    [
        .. forecast.Variables.Where(n => variables.Any(v => v.Name == n)),
        .. variables.Select(v => v.Name).Where(n => !Has(n) && Lacking(n) is null),
    ];

    /// <summary>The ending of a quantile's column: <c>_q10</c> for 0.1, <c>_q02_5</c> for 0.025.</summary>
    public static string Suffix(double level) => "_q" + (level * 100).ToString("00.###", CultureInfo.InvariantCulture).Replace('.', '_');

    /// <summary>The columns that a request asks for.</summary>
    /// <exception cref="BadParameterException">A quantile that the student does not have.</exception>
    public IReadOnlyList<HourlyColumn> Of(ForecastQuery query)
    {
        var levels = Levels(query);
        var columns = new List<HourlyColumn>();
        foreach (var name in query.Variables ?? Default)
        {
            var unit = query.Units.Of(variables.First(v => v.Name == name).Unit);
            var lacking = Lacking(name);
            columns.Add(new HourlyColumn(name, unit, Values(name), lacking ?? ReasonOfGaps(name)));
            foreach (var (level, index) in levels)
            {
                columns.Add(new HourlyColumn(
                    name + Suffix(level),
                    unit,
                    Ahead(lead => HasQuantiles(name) ? Quantile(name, index, lead) : null),
                    HasQuantiles(name) ? ReasonOfGaps(name) : lacking ?? $"{name} has no quantiles."));
            }

            if (query.NumericalModel)
            {
                columns.Add(new HourlyColumn(
                    name + NumericalModelSuffix,
                    unit,
                    Ahead(lead => Of(forecast.Teacher, name, lead)),
                    forecast.Run is null
                        ? "No run of the numerical model covers the forecast."
                        : $"The numerical model has no {name} for these hours."));
            }
        }

        return columns;
    }

    /// <summary>The values of a variable in the unit of the store: observed up to the origin, forecast after it.</summary>
    public IReadOnlyList<double?> Values(string name)
    {
        Func<int, double?> ahead = (name, Has(name)) switch
        {
            (_, true) or (VariableNames.WindDirection, _) => lead => Of(forecast.Mean, name, lead),
            (VariableNames.PrecipitationProbability, _) when Lacking(name) is null => lead => PrecipitationProbability.Of(
                forecast.QuantileLevels, [.. forecast.QuantileLevels.Select((_, q) => Quantile(VariableNames.Precipitation, q, lead))]),
            (ServedVariable.WeatherCode, _) when Lacking(name) is null =>
                lead => WeatherCode.Of(
                    Of(forecast.Mean, VariableNames.Precipitation, lead),
                    Of(forecast.Mean, VariableNames.CloudCover, lead),
                    Of(forecast.Mean, VariableNames.Temperature, lead)),
            _ => _ => null,
        };
        var past = Enumerable.Range(1 - pastHours, pastHours).Select(back => Observed(name, _origin + back));
        return [.. past, .. Enumerable.Range(1, hours).Select(ahead)];
    }

    private bool Has(string name) => forecast.Variables.IndexOf(name) >= 0;

    /// <summary>Whether quantiles of a variable say something: a probability says itself how sure it is.</summary>
    private bool HasQuantiles(string name) => Has(name) && name != VariableNames.PrecipitationProbability;

    /// <summary>What the student lacks for a variable, in a sentence; null where it has all.</summary>
    private string? Lacking(string name)
    {
        string[] parts = name switch
        {
            _ when Has(name) => [],
            VariableNames.WindDirection when Has(VariableNames.WindEast) && Has(VariableNames.WindNorth) => [],
            VariableNames.PrecipitationProbability => [VariableNames.Precipitation],
            ServedVariable.WeatherCode => [VariableNames.Precipitation, VariableNames.CloudCover],
            _ => [name],
        };
        var missing = parts.Where(p => !Has(p)).ToList();
        var made = parts is [var only] && only == name ? string.Empty : $", of which {name} is made";
        return missing.Count > 0 ? $"{Maker} does not forecast {string.Join(" and ", missing)}{made}."
            : name == VariableNames.PrecipitationProbability
                && !Has(name)
                && forecast.QuantileLevels.Count == 0 ? $"{Maker} has no quantiles, of which {name} is made."
            : null;
    }

    /// <summary>Who made the forecast, at the beginning of a sentence.</summary>
    private string Maker =>
        forecast.StandingIn is { } model ? $"The numerical model {model}, which stands in for a student," : $"Student {forecast.Student}";

    private string ReasonOfGaps(string name) => pastHours == 0
        ? forecast.StandingIn is null ? "The student gives no value." : "No run of the numerical model has a value."
        : $"Up to the origin only what was observed is given, and {name} was not observed in every hour.";

    private double?[] Ahead(Func<int, double?> value) =>
        [.. Enumerable.Repeat<double?>(null, pastHours), .. Enumerable.Range(1, hours).Select(value)];

    private double? Observed(string name, Hour hour) => name == ServedVariable.WeatherCode
        ? WeatherCode.Of(
            Observed(VariableNames.Precipitation, hour),
            Observed(VariableNames.CloudCover, hour),
            Observed(VariableNames.Temperature, hour))
        : observed?.Variables.IndexOf(name) is { } column and >= 0 && observed[hour, column] is var value && !float.IsNaN(value)
            ? value
            : null;

    /// <summary>A lead's value of a variable; a direction is that of its components.</summary>
    private double? Of(float[] values, string name, int lead) => forecast.Variables.IndexOf(name) switch
    {
        >= 0 and var column => At(values, column, _width, lead),
        _ when name == VariableNames.WindDirection
            && Of(values, VariableNames.WindEast, lead) is { } east
            && Of(values, VariableNames.WindNorth, lead) is { } north
            && Wind.DirectionFrom(east, north) is var from
            && !double.IsNaN(from) => from,
        _ => null,
    };

    private double? Quantile(string name, int level, int lead) =>
        At(
            forecast.Quantiles,
            (forecast.Variables.IndexOf(name) * forecast.QuantileLevels.Count) + level,
            _width * forecast.QuantileLevels.Count,
            lead);

    /// <summary>The value of a lead, 1-based, in an array of which every <paramref name="stride"/>-th value belongs to a column.</summary>
    private static double? At(float[] values, int first, int stride, int lead) =>
        first + ((lead - 1) * stride) is var at && at < values.Length && !float.IsNaN(values[at]) ? values[at] : null;

    private List<(double Level, int Index)> Levels(ForecastQuery query)
    {
        if (query.Quantiles is not { } wanted)
        {
            return [];
        }

        var present = forecast.QuantileLevels.Select((level, index) => (Level: level, Index: index)).ToList();
        return wanted.Count == 0
            ? present
            : [.. wanted.Select(w => present.Find(p => Math.Abs(p.Level - w) < 1e-9) is { Level: > 0 } found
                ? found
                : throw new BadParameterException(
                    "quantiles",
                    w.ToString(CultureInfo.InvariantCulture),
                    present.Count == 0 ? "none: the student in service has no quantiles" : string.Join(", ", forecast.QuantileLevels)))];
    }
}
