namespace WeatherKd.Training.Archives;

/// <summary>Hours in a row (<see cref="Series.HourIndex"/>), so that years of thousands of stations fit into memory.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal readonly record struct HourRun(int First, int Last)
{
    /// <summary>How many.</summary>
    public long Hours => Last - First + 1L;

    /// <summary>Those between two hours that a step divides.</summary>
    public IEnumerable<int> EachNth(int step, int from, int to)
    {
        var (first, last) = (Math.Max(First, from), Math.Min(Last, to));
        // Hours before 1970 are negative, and so are their remainders.
        for (var hour = first + ((step - (first % step)) % step); hour <= last; hour += step)
        {
            yield return hour;
        }
    }
}
