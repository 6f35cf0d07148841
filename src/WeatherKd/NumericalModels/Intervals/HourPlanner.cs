namespace WeatherKd.NumericalModels.Intervals;

/// <summary>
/// Finds how an hour follows from the intervals for which a run states amounts. Ends of intervals are points in time; a stated amount leads
/// from one to the other, forwards added and backwards subtracted. The hour is exact where a way leads from its start to its end, whatever
/// sums and differences that takes: the way over the shortest intervals is the one that rounding harms least. Else it is a share of the
/// shortest span around it between two points that a way connects.
/// <para>Only intervals that end within <see cref="ReachHours"/> of the hour are looked at: a store that keeps a window of a run derives
/// the same from it.</para>
/// </summary>
internal static class HourPlanner
{
    /// <summary>
    /// How many hours before and after an hour the rows may lie from which it is derived; also the longest span of which it may be a share.
    /// </summary>
    public const int ReachHours = 6;

    private const int Hour = 60;

    /// <summary>The recipe of the hour before a lead; null where no interval ends at the lead, or none spans the hour.</summary>
    /// <param name="lead">The lead hour.</param>
    /// <param name="intervals">All intervals of the run, of one source.</param>
    public static HourRecipe? Find(int lead, IReadOnlyList<StatedInterval> intervals)
    {
        var (from, to) = ((lead - 1) * Hour, lead * Hour);
        var near = intervals.Where(i => Math.Abs(i.Lead - lead) <= ReachHours).OrderBy(i => (i.Length, i.End, i.Column, i.Lead)).ToArray();
        if (!Array.Exists(near, i => i.End == to))
        {
            return null;
        }

        var points = near.SelectMany(i => new[] { i.Start, i.End }).Distinct().Order().ToArray();
        if (Ways.From(from, points, near).To(to) is { } exact)
        {
            return new HourRecipe(lead, exact.Terms, 1, IsEstimate: false);
        }

        (int Span, int Length, int Start, IReadOnlyList<(StatedInterval, int)> Terms)? best = null;
        foreach (var start in points.Where(p => p <= from && to - p <= ReachHours * Hour))
        {
            var ways = Ways.From(start, points, near);
            foreach (var end in points.Where(p => p >= to && p - start <= ReachHours * Hour))
            {
                if (ways.To(end) is { } way
                    && (best is null
                        || (end - start, way.Length, start).CompareTo((best.Value.Span, best.Value.Length, best.Value.Start)) < 0))
                {
                    best = (end - start, way.Length, start, way.Terms);
                }
            }
        }

        return best is { } found ? new HourRecipe(lead, found.Terms, found.Span / (double)Hour, IsEstimate: true) : null;
    }

    /// <summary>
    /// The shortest ways from one point to all others (Dijkstra's algorithm): by the length of all intervals, then by their number.
    /// </summary>
    private sealed class Ways
    {
        private readonly int[] _points;
        private readonly (int Length, int Count)[] _distances;
        private readonly (StatedInterval Interval, int Sign)[] _last;

        private Ways(int[] points)
        {
            _points = points;
            _distances = new (int, int)[points.Length];
            Array.Fill(_distances, (int.MaxValue, int.MaxValue));
            _last = new (StatedInterval, int)[points.Length];
        }

        public static Ways From(int start, int[] points, StatedInterval[] intervals)
        {
            var ways = new Ways(points);
            var open = Enumerable.Range(0, points.Length).ToHashSet();
            if (Array.BinarySearch(points, start) is var first and >= 0)
            {
                ways._distances[first] = (0, 0);
            }

            while (open.Count > 0)
            {
                var nearest = open.MinBy(p => (ways._distances[p], p));
                open.Remove(nearest);
                if (ways._distances[nearest].Count == int.MaxValue)
                {
                    break;
                }

                foreach (var interval in intervals)
                {
                    ways.Step(nearest, interval);
                }
            }

            return ways;
        }

        public (int Length, IReadOnlyList<(StatedInterval Interval, int Sign)> Terms)? To(int end)
        {
            var at = Array.BinarySearch(_points, end);
            if (at < 0 || _distances[at].Count == int.MaxValue)
            {
                return null;
            }

            var (length, terms) = (_distances[at].Length, new List<(StatedInterval, int)>());
            while (_distances[at].Count > 0)
            {
                var (interval, sign) = _last[at];
                terms.Add((interval, sign));
                at = Array.BinarySearch(_points, sign > 0 ? interval.Start : interval.End);
            }

            return (length, terms);
        }

        private void Step(int at, StatedInterval interval)
        {
            var sign = interval.Start == _points[at] ? 1 : interval.End == _points[at] ? -1 : 0;
            if (sign == 0)
            {
                return;
            }

            var target = Array.BinarySearch(_points, sign > 0 ? interval.End : interval.Start);
            var distance = (_distances[at].Length + interval.Length, _distances[at].Count + 1);
            if (distance.CompareTo(_distances[target]) < 0)
            {
                _distances[target] = distance;
                _last[target] = (interval, sign);
            }
        }
    }
}
