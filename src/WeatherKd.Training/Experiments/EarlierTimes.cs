using WeatherKd.Alignment;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// A record as it was at several earlier times, spread evenly over its training part, each scored on the days that followed: folds forward
/// in time, by which an experiment chooses without looking at the hold-out.
/// </summary>
internal static class EarlierTimes
{
    /// <summary>Most days that a fold is scored on: what a student is in service for without learning anew, at the longest.</summary>
    private const int MostScoredDays = 120;

    /// <summary>A folder's whole record at earlier times, or as it is with its hold-out.</summary>
    /// <param name="folder">The data.</param>
    /// <param name="folds">Number of earlier times; null for the hold-out.</param>
    /// <param name="options">How the windows are divided.</param>
    public static IReadOnlyList<SeriesWindows> OrHoldOut(StationCsvFolder folder, int? folds, AlignmentOptions options) =>
        folds is { } times
            ? Of(folder.Align(options with { ValidationShare = 0 }), null, times, options)
            : [folder.Align(options)];

    /// <summary>What is said of a set in which so many days were not observed before those that are scored.</summary>
    public static string LeftOut(string set, int days) => $"{set}: {days} days were not observed before those that are scored; left out.";

    /// <summary>The windows of each fold; none where the record is not that long.</summary>
    /// <param name="record">The record, its training part whole (<see cref="AlignmentOptions.ValidationShare"/> 0).</param>
    /// <param name="days">Days observed before each fold; null for all, the first fold then begins after half of the training part.</param>
    /// <param name="folds">Number of folds, at least 1.</param>
    /// <param name="options">How the windows of a fold are divided.</param>
    public static IReadOnlyList<SeriesWindows> Of(SeriesWindows record, int? days, int folds, AlignmentOptions options)
    {
        var (first, end) = (record.Description.Split.FirstOrigin, record.Description.Split.ValidationEnd - OriginPlan.GapHours);
        var earliest = days is { } d ? first + (24 * d) : first + ((end - first) / 2);
        var step = options.OriginEveryHours;
        return earliest >= end
            ? []
            : [.. Enumerable.Range(0, folds)
                .Select(k => first + (((earliest - first + (int)((long)(end - earliest) * k / folds)) / step) * step))
                .Distinct()
                .Select(lastOrigin => record.AsOf(lastOrigin, days, MostScoredDays, options))];
    }
}
