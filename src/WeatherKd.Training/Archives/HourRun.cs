using WeatherKd.Series;

namespace WeatherKd.Training.Archives;

/// <summary>Hours in a row, so that years of thousands of stations fit into memory.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal readonly record struct HourRun(Hour First, Hour Last)
{
    /// <summary>How many.</summary>
    public long Hours => Last - First + 1L;

    /// <summary>Those between two hours that a step divides.</summary>
    public IEnumerable<Hour> EachNth(int step, Hour from, Hour to)
    {
        var (first, last) = (Hour.Max(First, from), Hour.Min(Last, to));
        // Hours before 1970 are negative, and so are their remainders.
        for (var hour = first + ((step - (first.SinceEpoch % step)) % step); hour <= last; hour += step)
        {
            yield return hour;
        }
    }
}
