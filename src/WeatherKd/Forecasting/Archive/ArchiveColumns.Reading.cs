using System.Globalization;
using WeatherKd.Storage;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting.Archive;

/// <summary>
/// The way back, from rows to forecasts. The rows of one forecast stand together, lead by lead, in the order in which they were written.
/// </summary>
internal static partial class ArchiveColumns
{
    /// <summary>The forecasts of a row group, as they were issued.</summary>
    public static IEnumerable<IssuedForecast> ToForecasts(ParquetColumns rows)
    {
        var read = new Rows(rows);
        for (var first = 0; first < rows.Count;)
        {
            var end = first + 1;
            while (end < rows.Count && read.BelongTogether(first, end))
            {
                end++;
            }

            yield return read.Forecast(first, end);
            first = end;
        }
    }

    private sealed class Rows(ParquetColumns rows)
    {
        private readonly string?[] _stations = rows.Text(Station);
        private readonly DateTimeOffset[] _origins = rows.Times(Origin);
        private readonly DateTimeOffset[] _issuedAt = rows.Times(IssuedAt);
        private readonly string?[] _students = rows.Text(Student);
        private readonly string?[] _runs = rows.Text(Run);
        private readonly string?[] _observed = rows.Text(LastObservation);
        private readonly string?[] _variables = rows.Text(Variable);
        private readonly int[] _leads = rows.WholeNumbers(Lead);
        private readonly double[] _means = rows.Numbers(Mean);
        private readonly double[] _teachers = rows.Numbers(Teacher);
        private readonly double[]? _below = rows.Names.Contains(IntervalBelow) ? rows.Numbers(IntervalBelow) : null;
        private readonly double[]? _above = rows.Names.Contains(IntervalAbove) ? rows.Numbers(IntervalAbove) : null;
        private readonly (double Level, double[] Values)[] _quantiles =
        [
            .. rows.Names.Where(n => n.StartsWith(QuantilePrefix, StringComparison.Ordinal))
                .Select(n => (Level: double.Parse(
                    n.AsSpan(QuantilePrefix.Length),
                    CultureInfo.InvariantCulture) / 100, Values: rows.Numbers(n)))
                .OrderBy(q => q.Level),
        ];

        /// <summary>Whether a row goes on with the forecast that another began.</summary>
        public bool BelongTogether(int first, int row) =>
            _leads[row] >= _leads[row - 1]
            && _origins[row] == _origins[first]
            && _issuedAt[row] == _issuedAt[first]
            && _stations[row] == _stations[first]
            && _students[row] == _students[first]
            && _runs[row] == _runs[first]
            && _observed[row] == _observed[first];

        public IssuedForecast Forecast(int first, int end)
        {
            var variables = _variables.Skip(first)
                .Take(end - first)
                .TakeWhile((_, i) => _leads[first + i] == _leads[first])
                .Select(v => v!)
                .ToArray();

            // Columns are common to all students of a file: a level that this one does not have is missing throughout.
            var levels = Array.FindAll(_quantiles, q => Array.Exists(q.Values[first..end], v => !double.IsNaN(v)));
            return new IssuedForecast
            {
                Station = _stations[first]!,
                Origin = _origins[first],
                IssuedAt = _issuedAt[first],
                Student = _students[first]!,
                Run = Time(_runs[first]),
                LastObservation = Time(_observed[first]),
                Variables = variables,
                Mean = Array.ConvertAll(_means[first..end], v => (float)v),
                QuantileLevels = Array.ConvertAll(levels, q => q.Level),
                Quantiles = [.. Enumerable.Range(first, end - first).SelectMany(row => levels.Select(q => (float)q.Values[row]))],
                Intervals =
                [
                    .. variables.Select((_, v) => _below is null || _above is null
                        ? IntervalFactors.None
                        : new IntervalFactors(_below[first + v], _above[first + v]))
                ],
                Teacher = Array.ConvertAll(_teachers[first..end], v => (float)v),
            };
        }

        private static DateTimeOffset? Time(string? text) => text is not null && UtcTime.TryParse(text, out var time) ? time : null;
    }
}
