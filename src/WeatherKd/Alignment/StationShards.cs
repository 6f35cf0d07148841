using WeatherKd.Storage;

namespace WeatherKd.Alignment;

/// <summary>
/// Divides stations into shards of neighbours by id. The cuts are chosen by the stations themselves (content-defined chunking, as rsync and
/// restic cut files), so that a station that is added changes the shard that it falls into and leaves the others as they are.
/// </summary>
public static class StationShards
{
    /// <summary>Divides stations.</summary>
    /// <param name="stations">Their ids, in ordinal order.</param>
    /// <param name="target">
    /// Stations of a shard as a rule, a power of two; none has more than twice as many, and none but the last fewer than half.
    /// </param>
    /// <returns>Ranges that together hold every id there may be; one at least.</returns>
    public static IReadOnlyList<StationRange> Divide(IReadOnlyList<string> stations, int target)
    {
        var shards = new List<StationRange>();
        string? from = null;
        var count = 0;
        foreach (var station in stations)
        {
            if ((count >= (target + 1) / 2 && Cuts(station, target)) || count >= 2 * target)
            {
                shards.Add(new StationRange(from, station));
                (from, count) = (station, 0);
            }

            count++;
        }

        return [.. shards, new StationRange(from, null)];
    }

    /// <summary>
    /// One station in <paramref name="target"/>/2 begins a shard, half a shard's stations after the last one at the earliest.
    /// </summary>
    private static bool Cuts(string station, int target) =>
        Convert.ToInt32(ContentHash.Of(station)[..7], 16) % Math.Max(1, target / 2) == 0;
}
