using System.Security.Cryptography;
using System.Text.Json;

namespace WeatherKd.TrainingJobs;

/// <summary>
/// Where trainings keep what a teacher's archive taught them: <c>training/lessons/&lt;key&gt;</c>. A blob's metadata say for which model
/// and stations it is, and the hash of its bytes.
/// </summary>
public static class PretrainedBlobs
{
    /// <summary>Folder of the <c>training</c> container.</summary>
    public const string Folder = "lessons";

    /// <summary>Metadata: SHA-256 of the bytes, lower-case hex.</summary>
    public const string HashKey = "sha256";

    /// <summary>Metadata: <see cref="StationSet"/> of the training.</summary>
    public const string StationSetKey = "stationset";

    /// <summary>Name of the blob of a key.</summary>
    public static string NameOf(string key) => $"{Folder}/{key}";

    /// <summary>A numerical model with a set of stations, in whatever order, as 32 hex digits.</summary>
    public static string StationSet(string model, IEnumerable<string> stations)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new { model, stations = stations.Order(StringComparer.Ordinal) });
        return Convert.ToHexStringLower(SHA256.HashData(text))[..32];
    }
}
