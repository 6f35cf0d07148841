using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Conventions;

/// <summary>
/// The coordinates of a CF file: which dimension is latitude, longitude, station, valid time, run or lead time, by standard names and units
/// (CF conventions, section 4), not by names.
/// </summary>
public sealed class CfCoordinates
{
    private readonly IReadOnlyDictionary<string, NetCdfVariable> _all;
    private readonly NetCdfVariable? _lead;
    private readonly NetCdfVariable? _run;
    private readonly NetCdfVariable? _time;
    private DateTimeOffset?[]? _timeBounds;
    private double[]? _leadBounds;

    /// <summary>Finds the coordinates; those that are not there are null until they are needed.</summary>
    /// <param name="variables">All variables of the file, by name.</param>
    public CfCoordinates(IReadOnlyDictionary<string, NetCdfVariable> variables)
    {
        _all = variables;
        var list = variables.Values.ToList();
        Latitude = list.Find(v => v.StandardName == "latitude" || IsDegrees(v.Units, "north"));
        Longitude = list.Find(v => v.StandardName == "longitude" || IsDegrees(v.Units, "east"));
        _lead = list.Find(v => v.StandardName == "forecast_period");
        var times = list.FindAll(v => CfTime.IsTime(v.Units) && v.StandardName is null or "time" && v.Dimensions.Count <= 1);

        // cfgrib calls the run "time" and gives it the standard name of the valid time; beside a forecast period only one of them can be
        // meant.
        _run = list.Find(v => v.StandardName == "forecast_reference_time")
            ?? (_lead is null ? null : times.Find(v => v.Name is "time" or "reference_time" or "run_time"
                && !v.Dimensions.Intersect(_lead.Dimensions, StringComparer.Ordinal).Any()));
        _time = times.Find(v => v != _run && v.StandardName == "time") ?? times.Find(v => v != _run);
    }

    /// <summary>The variable of latitudes; null where there is none.</summary>
    public NetCdfVariable? Latitude { get; }

    /// <summary>The variable of longitudes; null where there is none.</summary>
    public NetCdfVariable? Longitude { get; }

    /// <summary>The dimension along which stations lie; null in a file of grids.</summary>
    public string? StationDimension => StationIds is { Dimensions: [var first, ..] } ? first
        : Latitude is { Dimensions: [var one] } && Longitude is { Dimensions: [var other] } && one == other ? one : null;

    /// <summary>
    /// The variable of station ids: that with <c>cf_role</c> <c>timeseries_id</c>, or one called <c>station_id</c> or <c>station</c>.
    /// </summary>
    public NetCdfVariable? StationIds => _all.Values.FirstOrDefault(v => v.Text("cf_role") == "timeseries_id")
        ?? _all.GetValueOrDefault("station_id")
        ?? _all.GetValueOrDefault("station");

    /// <summary>
    /// Where along a variable's time-like dimensions each run and lead lies; empty where a dimension is of no known kind. A run or lead
    /// that is
    /// missing in the file is left out.
    /// </summary>
    /// <exception cref="NetCdfFormatException">The file does not say when its run started, or what its times are.</exception>
    public IEnumerable<CfMoment> Moments(NetCdfVariable variable)
    {
        if (_run is null)
        {
            throw new NetCdfFormatException(
                "No variable has the standard name forecast_reference_time: the file does not say when its run started.");
        }

        var runs = CfTime.Read(_run, _run.ReadAll());
        var runDimension = _run.Dimensions is [var r] && variable.Dimensions.Contains(r, StringComparer.Ordinal) ? r : null;
        var (steps, stepDimension) = Steps(variable);
        for (var i = 0; i < (runDimension is null ? Math.Min(1, runs.Length) : runs.Length); i++)
        {
            for (var j = 0; j < steps.Length; j++)
            {
                // A run given per valid time, as aggregated archives have it, runs along with it.
                if ((runDimension is not null && runDimension == stepDimension ? runs.ElementAtOrDefault(j) : runs[i]) is not { } run
                    || steps[j](run) is not { } lead)
                {
                    continue;
                }

                var indices = new Dictionary<string, long>(StringComparer.Ordinal);
                if (stepDimension is not null)
                {
                    indices[stepDimension] = j;
                }

                if (runDimension is not null && runDimension != stepDimension)
                {
                    indices[runDimension] = i;
                }

                yield return new CfMoment(run, lead, indices);
            }

            if (runDimension == stepDimension)
            {
                break;
            }
        }
    }

    /// <summary>
    /// Start and end of the period that a value at a moment is over, in hours after the run, where the time or the lead time has bounds;
    /// null otherwise. The time itself may be the period's end, its start or its middle: which, only its bounds tell.
    /// </summary>
    /// <exception cref="NetCdfFormatException">The bounds cannot be read.</exception>
    public (double Start, double End)? Period(CfMoment moment)
    {
        // Bounds have the unit and calendar of their variable (CF conventions, section 7.1).
        if (_time is not null && BoundsOf(_time) is { } times && Place(_time, moment) is { } time)
        {
            _timeBounds ??= CfTime.Read(_time, times.ReadAll());
            return Ordered((_timeBounds[2 * time] - moment.Run)?.TotalHours, (_timeBounds[(2 * time) + 1] - moment.Run)?.TotalHours);
        }

        if (_lead is not null && BoundsOf(_lead) is { } leads && Place(_lead, moment) is { } lead)
        {
            _leadBounds ??= CfTime.ReadHours(_lead, leads.ReadAll());
            return Ordered(_leadBounds[2 * lead], _leadBounds[(2 * lead) + 1]);
        }

        return null;

        static (double, double)? Ordered(double? one, double? other) =>
            one is { } a && other is { } b && !double.IsNaN(a) && !double.IsNaN(b) ? (Math.Min(a, b), Math.Max(a, b)) : null;
    }

    private NetCdfVariable? BoundsOf(NetCdfVariable axis) =>
        axis.Text("bounds") is { } name
            && _all.TryGetValue(name, out var bounds)
            && bounds.Shape.Count == axis.Shape.Count + 1
            && bounds.Shape[^1] == 2
            && bounds.Shape.Take(axis.Shape.Count).SequenceEqual(axis.Shape)
            ? bounds
            : null;

    /// <summary>Where on an axis of time a moment lies; on one without a dimension, or of one value, there is only one place.</summary>
    private static int? Place(NetCdfVariable axis, CfMoment moment) => axis.Dimensions switch
    {
        [] => 0,
        [var dimension] => moment.Indices.TryGetValue(dimension, out var index) ? (int)index : axis.Shape[0] == 1 ? 0 : null,
        _ => null,
    };

    private (Func<DateTimeOffset, double?>[] LeadHours, string? Dimension) Steps(NetCdfVariable variable)
    {
        if (_lead is not null && (_lead.Dimensions.Count == 0 || variable.Dimensions.Contains(_lead.Dimensions[0], StringComparer.Ordinal)))
        {
            var hours = CfTime.ReadHours(_lead, _lead.ReadAll());
            var leads = Array.ConvertAll<double, Func<DateTimeOffset, double?>>(hours, h => _ => double.IsNaN(h) ? null : h);
            return (leads, _lead.Dimensions.Count == 0 ? null : _lead.Dimensions[0]);
        }

        if (_time is not null)
        {
            var times = CfTime.Read(_time, _time.ReadAll());
            var dimension = _time.Dimensions is [var d] && variable.Dimensions.Contains(d, StringComparer.Ordinal) ? d : null;
            return (Array.ConvertAll<DateTimeOffset?, Func<DateTimeOffset, double?>>(times, t => run => (t - run)?.TotalHours), dimension);
        }

        throw new NetCdfFormatException(
            "No variable has the standard name time or forecast_period: the file does not say when its values hold.");
    }

    private static bool IsDegrees(string? units, string direction) =>
        units is not null && units.StartsWith("degree", StringComparison.Ordinal)
        && (units.EndsWith('_' + direction, StringComparison.Ordinal) || units.EndsWith(char.ToUpperInvariant(direction[0])));
}
