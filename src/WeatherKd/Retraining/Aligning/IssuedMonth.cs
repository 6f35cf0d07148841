using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// A summary of the runs of a model that started in a month. Kept in the <c>training</c> container, so that only segments that have come
/// since are read again.
/// </summary>
public sealed record IssuedMonth : ISurveyedMonth<IssuedMonth>
{
    /// <inheritdoc/>
    public required IReadOnlyList<SurveyedSegment> Segments { get; init; }

    /// <summary>Columns with values, and those of their flags.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Starts of the runs, ascending.</summary>
    public required IReadOnlyList<Hour> Runs { get; init; }

    /// <summary>Last hour that a run has a row for; null where there is none.</summary>
    public Hour? LastValid { get; init; }

    /// <summary>Longest lead time, in h.</summary>
    public int LongestLead { get; init; }

    /// <summary>Rows of all segments.</summary>
    public long Rows { get; init; }

    /// <inheritdoc/>
    public static IssuedMonth None { get; } = new() { Segments = [], Columns = [], Runs = [] };

    /// <inheritdoc/>
    public static async Task<IssuedMonth> ReadAsync(
        IssuedMonth known,
        IEnumerable<Segment> added,
        Func<string, IAsyncEnumerable<Rows>> read)
    {
        var segments = known.Segments.ToList();
        var columns = known.Columns.ToHashSet(StringComparer.Ordinal);
        var runs = known.Runs.ToHashSet();
        var (lastValid, longest, count) = (known.LastValid ?? Hour.MinValue, known.LongestLead, known.Rows);
        foreach (var segment in added)
        {
            var (from, to) = (Hour.MaxValue, Hour.MinValue);
            await foreach (var rows in read(segment.Name))
            {
                columns.UnionWith(rows.Values.Keys);
                columns.UnionWith(rows.Flags.Keys.Select(name => name + SegmentRows.FlagSuffix));
                var (starts, leads) = (Array.ConvertAll(rows.Times, Hour.Floor), rows.LeadHours);
                count += starts.Length;
                for (var i = 0; i < starts.Length; i++)
                {
                    (from, to) = (Hour.Min(from, starts[i]), Hour.Max(to, starts[i]));
                    (longest, lastValid) = (Math.Max(longest, leads[i]), Hour.Max(lastValid, starts[i] + leads[i]));
                    if (i == 0 || starts[i] != starts[i - 1])
                    {
                        runs.Add(starts[i]);
                    }
                }
            }

            segments.Add(new SurveyedSegment(segment.Name, segment.Bytes, from, to));
        }

        return new IssuedMonth
        {
            Segments = [.. segments.OrderBy(s => s.Name, StringComparer.Ordinal)],
            Columns = [.. columns.Order(StringComparer.Ordinal)],
            Runs = [.. runs.Order()],
            LastValid = runs.Count == 0 ? null : lastValid,
            LongestLead = longest,
            Rows = count,
        };
    }
}
