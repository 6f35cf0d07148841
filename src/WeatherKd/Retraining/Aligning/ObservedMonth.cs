using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// A summary of the observations of a month. Kept in the <c>training</c> container, so that only segments that have come since are read
/// again.
/// </summary>
public sealed record ObservedMonth : ISurveyedMonth<ObservedMonth>
{
    /// <inheritdoc/>
    public required IReadOnlyList<SurveyedSegment> Segments { get; init; }

    /// <summary>Stations with an accepted value, by id.</summary>
    public required IReadOnlyList<string> Stations { get; init; }

    /// <summary>Variables with an accepted value.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>First hour with an accepted value; null where there is none.</summary>
    public Hour? First { get; init; }

    /// <summary>Last hour with an accepted value.</summary>
    public Hour? Last { get; init; }

    /// <summary>Rows of all segments.</summary>
    public long Rows { get; init; }

    /// <inheritdoc/>
    public static ObservedMonth None { get; } = new() { Segments = [], Stations = [], Variables = [] };

    /// <inheritdoc/>
    public static async Task<ObservedMonth> ReadAsync(
        ObservedMonth known,
        IEnumerable<Segment> added,
        Func<string, IAsyncEnumerable<Rows>> read)
    {
        var segments = known.Segments.ToList();
        var stations = known.Stations.ToHashSet(StringComparer.Ordinal);
        var variables = known.Variables.ToHashSet(StringComparer.Ordinal);
        var (first, last, count) = (known.First ?? Hour.MaxValue, known.Last ?? Hour.MinValue, known.Rows);
        foreach (var segment in added)
        {
            var (from, to) = (Hour.MaxValue, Hour.MinValue);
            await foreach (var rows in read(segment.Name))
            {
                var ids = rows.StationIds;
                var hours = Array.ConvertAll(rows.Times, Hour.Nearest);
                var accepted = Accepted(rows, variables);
                count += ids.Length;
                string? before = null;
                for (var i = 0; i < ids.Length; i++)
                {
                    (from, to) = (Hour.Min(from, hours[i]), Hour.Max(to, hours[i]));
                    if (!accepted[i])
                    {
                        continue;
                    }

                    (first, last) = (Hour.Min(first, hours[i]), Hour.Max(last, hours[i]));
                    if (!ReferenceEquals(ids[i], before))
                    {
                        stations.Add(before = ids[i]);
                    }
                }
            }

            segments.Add(new SurveyedSegment(segment.Name, segment.Bytes, from, to));
        }

        return new ObservedMonth
        {
            Segments = [.. segments.OrderBy(s => s.Name, StringComparer.Ordinal)],
            Stations = [.. stations.Order(StringComparer.Ordinal)],
            Variables = VariableTable.Default.InOrder(variables),
            First = first > last ? null : first,
            Last = first > last ? null : last,
            Rows = count,
        };
    }

    /// <summary>Rows with a value that enters a grid.</summary>
    private static bool[] Accepted(Rows rows, HashSet<string> variables)
    {
        var accepted = new bool[rows.Count];
        foreach (var name in VariableTable.Default.InOrder(rows.Values.Keys))
        {
            var (values, flags) = (rows.Values[name], rows.Flags.GetValueOrDefault(name));
            for (var i = 0; i < values.Length; i++)
            {
                if (flags?[i] is null && !double.IsNaN(values[i]) && HourlyObservations.Counts(rows.Times[i]))
                {
                    accepted[i] = true;
                    variables.Add(name);
                }
            }
        }

        return accepted;
    }
}
