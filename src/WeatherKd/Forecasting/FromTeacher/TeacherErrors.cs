using System.Collections.Concurrent;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting.FromTeacher;

/// <summary>
/// Errors of a numerical model's forecasts, as known at forecast origins, at all stations that have observations: by station, variable and
/// six hours of lead time. Immutable.
/// </summary>
internal sealed class TeacherErrors
{
    /// <summary>Fewest cases that say something: as many as a regression needs.</summary>
    public const int FewestCases = 30;

    private const int BucketHours = 6;

    /// <summary>Errors kept of one station, variable and bucket, evenly chosen.</summary>
    private const int MostCases = 240;

    /// <summary>Stations whose errors stand in for those of one that has none.</summary>
    private const int Neighbours = 5;

    private readonly IReadOnlyList<double> _levels;
    private readonly Dictionary<(string Station, string Variable, int Bucket), float[]> _errors = [];
    private readonly Dictionary<string, Station> _places;
    private readonly List<string> _stations = [];

    /// <summary>Spreads that were asked for: the leads of a bucket share one, and every forecast of an hour asks again.</summary>
    private readonly ConcurrentDictionary<(string Station, string Variable, int Bucket), ErrorSpread?> _spreads = [];

    /// <summary>Gathers errors.</summary>
    /// <param name="record">Observations and runs of each station that has both.</param>
    /// <param name="stations">Positions, as far as they are known.</param>
    /// <param name="levels">Probability levels of the quantiles wanted.</param>
    /// <param name="alignment">Origins, horizon and delivery delay.</param>
    public TeacherErrors(
        IEnumerable<(HourlyObservations Observations, TeacherRuns Runs)> record,
        IReadOnlyList<Station> stations,
        IReadOnlyList<double> levels,
        AlignmentOptions alignment)
    {
        _levels = levels;
        _places = stations.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var targets = ComputedVariables.ToTargets(alignment.Targets ?? []);
        foreach (var (observations, runs) in record)
        {
            if (Gather(observations.Including(targets), runs.Including(targets), alignment))
            {
                _stations.Add(observations.Station);
            }
        }
    }

    /// <summary>Whether no error is known of any station.</summary>
    public bool IsEmpty => _stations.Count == 0;

    /// <summary>The spread of a station's variable at a lead; null where neither the station nor any other has enough errors.</summary>
    /// <param name="station">The station's id.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="lead">Lead time in h, from 1.</param>
    public ErrorSpread? Find(string station, string variable, int lead) =>
        _spreads.GetOrAdd((station, variable, BucketOf(lead)), key => FindAnew(key.Station, key.Variable, key.Bucket));

    private ErrorSpread? FindAnew(string station, string variable, int bucket)
    {
        if (_errors.TryGetValue((station, variable, bucket), out var own) && own.Length >= FewestCases)
        {
            float[] sorted = [.. own.Order()];
            return new ErrorSpread(
                own.Average(),
                [.. _levels.Select(l => EmpiricalQuantile.Of<float>(sorted, l))],
                own.Length,
                SpreadSource.Station);
        }

        float[] near =
        [
            .. NeighboursOf(station).Select(s => _errors.GetValueOrDefault((s, variable, bucket))).OfType<float[]>().SelectMany(e => e)
        ];
        return near.Length < FewestCases ? null : new ErrorSpread(0, WithoutSign(near, _levels), near.Length, SpreadSource.Neighbours);
    }

    /// <summary>The spread of the model's own values of a variable about their mean; null where there are none.</summary>
    public static ErrorSpread? OfOwnValues(TeacherRuns runs, string variable, IReadOnlyList<double> levels)
    {
        var column = runs.Variables.IndexOf(variable);
        var values = new List<float>();
        foreach (var run in column < 0 ? [] : runs.RunHours)
        {
            for (var lead = 0; run + lead <= runs.LastValidHour; lead++)
            {
                if (runs.Value(run, lead, column) is var value && !float.IsNaN(value))
                {
                    values.Add(value);
                }
            }
        }

        if (values.Count == 0)
        {
            return null;
        }

        var mean = values.Average();
        return new ErrorSpread(0, WithoutSign([.. values.Select(v => v - mean)], levels), values.Count, SpreadSource.OwnValues);
    }

    private static int BucketOf(int lead) => (lead - 1) / BucketHours;

    /// <summary>Quantiles on either side of 0 alike, from the sizes of the errors.</summary>
    private static float[] WithoutSign(float[] errors, IReadOnlyList<double> levels)
    {
        float[] sizes = [.. errors.Select(Math.Abs).Order()];
        return [.. levels.Select(l => Math.Sign(l - 0.5) * EmpiricalQuantile.Of<float>(sizes, Math.Abs((2 * l) - 1)))];
    }

    private bool Gather(HourlyObservations observations, TeacherRuns runs, AlignmentOptions alignment)
    {
        var found = new Dictionary<(string Variable, int Bucket), List<float>>();
        var width = runs.Variables.Count;
        var column = runs.Variables
            .Select(v => VariableTable.Default[v].Normalisation == Normalisation.Circular ? -1 : observations.Variables.IndexOf(v))
            .ToArray();
        var teacher = new float[alignment.HorizonHours * width];
        foreach (var origin in alignment.OriginStep.Between(observations.FirstHour - alignment.HorizonHours, observations.LastHour - 1))
        {
            runs.FillAsOf(origin, alignment.DeliveryDelayHours, origin + 1, teacher);
            for (var i = 0; i < teacher.Length; i++)
            {
                var (lead, v) = ((i / width) + 1, i % width);
                if (column[v] >= 0 && observations[origin + lead, column[v]] - teacher[i] is var error && !float.IsNaN(error))
                {
                    var key = (runs.Variables[v], BucketOf(lead));
                    if (!found.TryGetValue(key, out var errors))
                    {
                        found.Add(key, errors = []);
                    }

                    errors.Add(error);
                }
            }
        }

        foreach (var ((variable, bucket), errors) in found)
        {
            var step = Math.Max(1, errors.Count / MostCases);
            _errors[(observations.Station, variable, bucket)] = [.. errors.Where((_, i) => i % step == 0)];
        }

        return found.Count > 0;
    }

    /// <summary>The nearest stations; all where the station's position is not known.</summary>
    private IEnumerable<string> NeighboursOf(string station)
    {
        if (_places.GetValueOrDefault(station) is not { Latitude: { } latitude, Longitude: { } longitude })
        {
            return _stations;
        }

        var placed = _stations
            .Where(s => s != station && _places.GetValueOrDefault(s) is { Latitude: not null, Longitude: not null })
            .OrderBy(s => Apart(_places[s].Latitude!.Value - latitude, _places[s].Longitude!.Value - longitude, latitude))
            .Take(Neighbours)
            .ToList();
        return placed.Count > 0 ? placed : _stations;
    }

    /// <summary>Square of the distance in degrees of latitude: good enough to put stations in order.</summary>
    private static double Apart(double north, double east, double latitude)
    {
        var across = Math.IEEERemainder(east, 360) * Math.Cos(double.DegreesToRadians(latitude));
        return (north * north) + (across * across);
    }
}
