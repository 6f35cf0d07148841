using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Rejects what a station's climate does not have. Limits that the operator gives come first. Without them temperature is held to the mean
/// for its latitude, height and month, in the manner of titanlib's <c>range_check_climatology</c>, with margins wide enough for continental
/// cold.
/// </summary>
internal sealed class ClimateTest
{
    /// <summary>
    /// Zonal means of the annual temperature reduced to sea level, every 15° from 90° S to 90° N, in °C. Rough: the margins below are far
    /// wider than its error.
    /// </summary>
    private static readonly double[] AnnualMean = [-30, -23, -6, 6, 17, 24, 26, 26, 20, 9, -1, -13, -18];

    /// <summary>Half the range between the warmest and the coldest month over land; negative where July is winter.</summary>
    private static readonly double[] SeasonalSwing = [-15, -13, -7, -5, -6, -3, 0, 4, 9, 13, 17, 17, 17];

    /// <summary>Cold outbreaks over continents (Oymyakon lies 45 K below the zonal mean) reach further than heat.</summary>
    private const double BelowMean = 50;
    private const double AboveMean = 32;

    private readonly Dictionary<string, Station> _stations;
    private readonly Dictionary<(string? Station, string Variable, int Month), ClimateLimit> _limits;
    private readonly HashSet<string> _limited;

    public ClimateTest(IReadOnlyList<Station> stations, IReadOnlyList<ClimateLimit> limits)
    {
        _stations = stations.DistinctBy(s => s.Id).ToDictionary(s => s.Id, StringComparer.Ordinal);
        _limits = limits.ToDictionary(l => (l.StationId, l.Variable, l.Month));
        _limited = limits.Select(l => l.Variable).ToHashSet(StringComparer.Ordinal);
    }

    public void Check(Rows batch, WeatherVariable variable, QualityFindings findings)
    {
        var isTemperature = variable.Name == VariableNames.Temperature;
        if (!isTemperature && !_limited.Contains(variable.Name))
        {
            return;
        }

        var values = batch.Values[variable.Name];
        var flags = batch.Flags.GetValueOrDefault(variable.Name);
        (string Station, int Month, (double, double) Limits) known = ("", 0, default);
        for (var row = 0; row < values.Length; row++)
        {
            var (station, month) = (batch.StationIds[row], batch.ValidTime(row).Month);
            if (!ReferenceEquals(station, known.Station) || month != known.Month)
            {
                known = (station, month, Limits(station, variable.Name, month, isTemperature));
            }

            var (minimum, maximum) = known.Limits;
            var value = values[row];
            if ((value < minimum || value > maximum) && flags?[row] is null)
            {
                var limit = value < minimum ? minimum : maximum;
                findings.Reject(batch, row, variable.Name, QualityTests.Climate, limit, Math.Abs(value - limit) / (maximum - minimum));
            }
        }
    }

    private (double Minimum, double Maximum) Limits(string stationId, string variable, int month, bool isTemperature)
    {
        if (_limits.TryGetValue((stationId, variable, month), out var limit) || _limits.TryGetValue((null, variable, month), out limit))
        {
            return (limit.Minimum, limit.Maximum);
        }

        if (!isTemperature || !_stations.TryGetValue(stationId, out var station) || station.Latitude is not { } latitude)
        {
            return (double.NegativeInfinity, double.PositiveInfinity);
        }

        const double LapseRate = 0.0065;
        var mean = Interpolate(AnnualMean, latitude)
            + (Interpolate(SeasonalSwing, latitude) * Math.Cos(2 * Math.PI * (month - 7) / 12))
            - (LapseRate * (station.Elevation ?? 0));
        return (mean - BelowMean, mean + AboveMean);
    }

    private static double Interpolate(double[] every15Degrees, double latitude)
    {
        var position = (latitude + 90) / 15;
        var below = Math.Min((int)position, every15Degrees.Length - 2);
        return every15Degrees[below] + ((position - below) * (every15Degrees[below + 1] - every15Degrees[below]));
    }
}
