using System.Runtime.InteropServices;
using WeatherKd.Series;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting.Archive;

/// <summary>Gathers errors of issued forecasts by window, variable, bucket of lead times and station.</summary>
/// <param name="end">The hour at which all windows end.</param>
internal sealed class RollingSums(Hour end)
{
    /// <summary>Hours of a bucket of lead times.</summary>
    private const int BucketHours = 6;

    private readonly Dictionary<(int Days, string Variable, string Leads, string Station), Sums> _sums = [];
    private readonly Dictionary<int, string> _buckets = [];

    /// <summary>Adds the values of a forecast that have come true.</summary>
    /// <param name="forecast">What the service showed.</param>
    /// <param name="challenger">What the challenger said at the same station and origin; null where it said nothing.</param>
    /// <param name="observed">The station's observations.</param>
    public void Add(IssuedForecast forecast, IssuedForecast? challenger, HourlyObservations observed)
    {
        var origin = Hour.Floor(forecast.Origin);
        var width = forecast.Variables.Count;
        for (var v = 0; v < width; v++)
        {
            var column = observed.Variables.IndexOf(forecast.Variables[v]);
            var theirs = challenger is null ? -1 : challenger.Variables.IndexOf(forecast.Variables[v]);
            for (var lead = 1; column >= 0 && lead * width <= forecast.Mean.Length && origin + lead <= end; lead++)
            {
                var at = ((lead - 1) * width) + v;
                var row = new Row(
                    forecast.Mean[at],
                    forecast.Teacher[at],
                    ValueOf(challenger, lead, theirs),
                    observed[origin + lead, column]);
                if (!float.IsNaN(row.Truth) && !float.IsNaN(row.Service))
                {
                    Add(forecast.Variables[v], lead, forecast.Station, origin + lead, row);
                }
            }
        }
    }

    /// <summary>The scores of all groups that have rows.</summary>
    public IReadOnlyList<RollingScore> ToScores() =>
    [
        .. _sums
            .Select(s => s.Value.ToScore(s.Key.Days, s.Key.Variable, s.Key.Leads, s.Key.Station))
            .OrderBy(s => s.Variable, StringComparer.Ordinal)
                .ThenBy(s => s.Days)
                .ThenBy(s => s.Station, StringComparer.Ordinal)
                .ThenBy(s => s.Leads, StringComparer.Ordinal),
    ];

    private static float ValueOf(IssuedForecast? forecast, int lead, int variable) =>
        variable >= 0 && ((lead - 1) * forecast!.Variables.Count) + variable is var at && at < forecast.Mean.Length
            ? forecast.Mean[at]
            : float.NaN;

    private void Add(string variable, int lead, string station, Hour valid, Row row)
    {
        foreach (var days in RollingSkill.Windows)
        {
            if (valid <= end - (24 * days))
            {
                continue;
            }

            foreach (var leads in (ReadOnlySpan<string>)[Bucket(lead), RollingSkill.All])
            {
                Of((days, variable, leads, station)).Add(row);
                Of((days, variable, leads, RollingSkill.All)).Add(row);
            }
        }
    }

    private string Bucket(int lead)
    {
        var first = ((lead - 1) / BucketHours * BucketHours) + 1;
        ref var name = ref CollectionsMarshal.GetValueRefOrAddDefault(_buckets, first, out _);
        return name ??= $"{first:D2}-{first + BucketHours - 1:D2}";
    }

    private Sums Of((int, string, string, string) key)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
        return sums ??= new Sums();
    }

    private readonly record struct Row(float Service, float Teacher, float Challenger, float Truth);

    /// <summary>Rows with a teacher are compared with it; of a variable that never has one, all rows count for the student alone.</summary>
    private sealed class Sums
    {
        private ScoreSums _all;
        private ScoreSums _besideTeacher;
        private ScoreSums _teacher;
        private ScoreSums _besideChallenger;
        private ScoreSums _challenger;

        public void Add(Row row)
        {
            _all.Add(row.Service, row.Truth);
            if (!float.IsNaN(row.Teacher))
            {
                _besideTeacher.Add(row.Service, row.Truth);
                _teacher.Add(row.Teacher, row.Truth);
            }

            if (!float.IsNaN(row.Challenger))
            {
                _besideChallenger.Add(row.Service, row.Truth);
                _challenger.Add(row.Challenger, row.Truth);
            }
        }

        public RollingScore ToScore(int days, string variable, string leads, string station)
        {
            var score = _teacher.Count > 0
                ? new RollingScore(days, variable, leads, station, _besideTeacher.ToScore(), _teacher.ToScore())
                : new RollingScore(days, variable, leads, station, _all.ToScore(), Teacher: null);
            return _challenger.Count > 0 ? score with
            {
                Challenger = new ChallengerScore(_challenger.ToScore(), _besideChallenger.ToScore()),
            } : score;
        }
    }
}
