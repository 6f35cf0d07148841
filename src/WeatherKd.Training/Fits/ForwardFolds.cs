using WeatherKd.Series;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Folds of whole days within a training part, forward in time: each is fitted on what was known when its scored days began, as a student
/// in service is. One spell of weather at the part's end says little of the next; several spells say more. The first fold begins after half
/// of the part: a choice that suits an eighth of the record need not suit all of it.
/// </summary>
/// <remarks>
/// Origins are sorted into segments: 2 <c>k</c> are those of the days between boundaries <c>k</c> and <c>k</c> + 1, but 2 <c>k</c> + 1
/// those whose horizon reaches over the later boundary, which must not be learned from before it.
/// </remarks>
internal sealed class ForwardFolds
{
    private const int DayHours = 24;

    /// <summary>Folds of a record that is long enough.</summary>
    private const int MostFolds = 4;

    private readonly Hour[] _boundaries;
    private readonly Hour _last;
    private readonly int _horizon;

    /// <summary>Divides the origins of a part.</summary>
    /// <param name="first">First origin.</param>
    /// <param name="last">Last origin.</param>
    /// <param name="horizon">Hours forecast.</param>
    public ForwardFolds(Hour first, Hour last, int horizon)
    {
        (_last, _horizon) = (last, horizon);
        Days = Math.Max(1, (last - first + DayHours) / DayHours);
        var days = (last - first + 1) / DayHours;
        var fewest = (horizon + DayHours - 1) / DayHours;
        var start = Math.Max((days + 1) / 2, 2 * fewest);
        var count = Math.Min(MostFolds, (days - start) / fewest);
        _boundaries = count < 1
            ? []
            : [.. Enumerable.Range(0, count).Select(k => first + (DayHours * (start + ((days - start) * k / count))))];
    }

    /// <summary>Days that the part spans, at least 1.</summary>
    public int Days { get; }

    /// <summary>Days after which an origin counts half, the last one whole; 0 where all count alike.</summary>
    public double HalfLifeDays { get; init; }

    /// <summary>Days that the part counts for: <see cref="Days"/>, or fewer where what is old is forgotten.</summary>
    public double CountedDays => HalfLifeDays == 0
        ? Days
        : Math.Max(1, HalfLifeDays / Math.Log(2) * (1 - Math.Pow(2, -Days / HalfLifeDays)));

    /// <summary>How much an origin counts, above 0 and at most 1.</summary>
    public double WeightOf(Hour origin) =>
        HalfLifeDays == 0 ? 1 : Math.Pow(2, -Math.Max(0, _last - origin) / (DayHours * HalfLifeDays));

    /// <summary>Number of folds; 0 where the part is shorter than three times the horizon.</summary>
    public int Count => _boundaries.Length;

    /// <summary>Number of segments.</summary>
    public int Segments => (2 * Count) + 1;

    /// <summary>The segment of an origin.</summary>
    public int SegmentOf(Hour origin)
    {
        var block = _boundaries.Count(b => b <= origin);
        return (2 * block) + (block < Count && origin > _boundaries[block] - _horizon ? 1 : 0);
    }

    /// <summary>Segments that a fold learns from, all that ends before its boundary.</summary>
    public static IEnumerable<int> LearnedBy(int fold) => Enumerable.Range(0, (2 * fold) + 1);

    /// <summary>Segments that a fold is scored on: the days up to the next boundary.</summary>
    public IEnumerable<int> ScoredBy(int fold) => Enumerable.Range(2 * (fold + 1), fold + 1 < Count ? 2 : 1);
}
