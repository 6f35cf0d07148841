using WeatherKd.Series;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// Hours of a dataset whose windows, and whose hours of the teacher's series, are a part each in a shard: a month, or less where the record
/// still grows.
/// </summary>
/// <param name="FirstHour">Its first hour.</param>
/// <param name="LastHour">Its last hour.</param>
/// <param name="HasWindows">Whether forecast origins lie in it.</param>
/// <param name="HasSeries">Whether runs speak of its hours.</param>
public sealed record PlannedSpan(Hour FirstHour, Hour LastHour, bool HasWindows, bool HasSeries)
{
    /// <summary>Days that are put together within a month, so that one more day or run makes few hours anew and parts stay few.</summary>
    private const int BlockDays = 8;

    private const int DayHours = 24;

    /// <summary>
    /// Divides hours into months, and a month to which more may come into blocks of days, and such a block into days. What is complete is
    /// put together again: days into a block, blocks into their month.
    /// </summary>
    /// <param name="first">First hour; the first span begins with its month.</param>
    /// <param name="last">Last hour; the last span may end later.</param>
    /// <param name="complete">Last hour to which nothing comes any more by one further day or run.</param>
    public static IEnumerable<(Hour First, Hour Last)> Divide(Hour first, Hour last, Hour complete)
    {
        var start = first.ToTime();
        for (var month = new DateTimeOffset(start.Year, start.Month, 1, 0, 0, 0, TimeSpan.Zero);
            Hour.Floor(month) <= last;
            month = month.AddMonths(1))
        {
            var (from, to) = (Hour.Floor(month), Hour.Floor(month.AddMonths(1)) - 1);
            foreach (var (block, blockEnd) in to <= complete ? [(from, to)] : Each(from, to, BlockDays * DayHours))
            {
                foreach (var span in blockEnd <= complete ? [(block, blockEnd)] : Each(block, blockEnd, DayHours))
                {
                    if (span.First <= last)
                    {
                        yield return span;
                    }
                }
            }
        }
    }

    private static IEnumerable<(Hour First, Hour Last)> Each(Hour first, Hour last, int hours)
    {
        for (var from = first; from <= last; from += hours)
        {
            yield return (from, Hour.Min(last, from + hours - 1));
        }
    }
}
