using System.Runtime.InteropServices;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Alignment;

/// <summary>
/// The blobs that a dataset is made of, stored beside its description as <c>parts.json</c>: windows and teacher's series of a shard of
/// stations and a span of time each. Parts are named by what went into them and shared by all datasets that it went into.
/// </summary>
/// <param name="Shards">The shards of stations.</param>
/// <param name="Windows">Parts with windows, by time, then shard.</param>
/// <param name="Series">Parts with the teacher's series, by time, then shard.</param>
public sealed record DatasetParts(IReadOnlyList<StationRange> Shards, IReadOnlyList<WindowPart> Windows, IReadOnlyList<SeriesPart> Series)
{
    /// <summary>Prefix of the parts' names in the <c>training</c> container.</summary>
    public const string Prefix = "parts/";
}

/// <summary>The windows of a shard of stations whose origins lie in one span of time, in order of origin, then station.</summary>
/// <param name="Blob">Name of its blob in the <c>training</c> container.</param>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Shard">Number of the shard, from 0.</param>
/// <param name="FirstHour">First hour of the span.</param>
/// <param name="GroupWindows">Windows of a row group; the last may have fewer.</param>
/// <param name="Counts">Number of windows of each origin of the span, as 16-bit little-endian numbers in base 64.</param>
public sealed record WindowPart(string Blob, string Sha256, int Shard, Hour FirstHour, int GroupWindows, string Counts)
{
    /// <summary>The number of windows of each origin.</summary>
    public static string Pack(ushort[] counts) => Convert.ToBase64String(MemoryMarshal.AsBytes<ushort>(counts));

    /// <summary>The number of windows of each origin.</summary>
    public ushort[] WindowsOfOrigin() => MemoryMarshal.Cast<byte, ushort>(Convert.FromBase64String(Counts)).ToArray();
}

/// <summary>The teacher's series of a shard of stations, of the hours of one span of time.</summary>
/// <param name="Blob">Name of its blob in the <c>training</c> container.</param>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Shard">Number of the shard, from 0.</param>
/// <param name="Entered">Values of the runs that started in these hours.</param>
/// <param name="Flagged">Values that checks had flagged and that were left out.</param>
public sealed record SeriesPart(string Blob, string Sha256, int Shard, long Entered, long Flagged);
