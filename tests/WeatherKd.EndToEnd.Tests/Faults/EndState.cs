using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using WeatherKd.Storage;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// What is left in an account when nothing is to be done any more, without what depends on clocks: two accounts that saw the same files
/// must be equal here, whatever befell their hosts.
/// </summary>
internal static partial class EndState
{
    /// <summary>
    /// The properties that hold clock times, measured durations, the random ids of traces, and the seal over them. All else must be the
    /// same, but for the size of a segment, whose times of arrival compress to a byte more or less. A checkpoint holds the seconds of
    /// training and is compared by its existence; its weights are in <c>student.onnx</c>, which is compared by its hash.
    /// </summary>
    public static IReadOnlySet<string> ClockFields { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "arrivedAt",
        "registeredAt",
        "trainingSeconds",
        "seconds",
        "windowsPerSecond",
        "since",
        "at",
        "startedAt",
        "changedAt",
        "firstAt",
        "completeAt",
        "heldSince",
        "until",
        "lastArrivalAt", "lastTrainingAt", "lastStart", "medianMilliseconds", "traceParent", "seal",
    };

    /// <summary>How the hosts came there, not where: receipts grow with each restart, and forecasts are issued as time passes.</summary>
    private static readonly string[] Ways = ["pipeline/receipts/", "archive/"];

    /// <summary>Reads an account: text by name of container and blob.</summary>
    public static async Task<SortedDictionary<string, string>> ReadAsync(WeatherStorage storage)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in storage.All)
        {
            await foreach (var item in container.GetBlobsAsync())
            {
                var name = $"{container.Name}/{item.Name}";
                if (!Ways.Any(w => name.StartsWith(w, StringComparison.Ordinal)))
                {
                    // A verdict gives its reasons in words, the measured time of a forecast among them.
                    state[name] = MeasuredTime().Replace(await ReadAsync(container.GetBlobClient(item.Name), name), "… ms a forecast");
                }
            }
        }

        return state;
    }

    /// <summary>The differences of two states, a line each; empty where there are none.</summary>
    public static IReadOnlyList<string> Differences(
        IReadOnlyDictionary<string, string> expected,
        IReadOnlyDictionary<string, string> found) =>
    [
        .. expected.Keys.Except(found.Keys, StringComparer.Ordinal).Select(n => "lacks " + n),
        .. found.Keys.Except(expected.Keys, StringComparer.Ordinal).Select(n => $"has {n}:\n{found[n]}"),
        .. expected.Keys.Intersect(found.Keys, StringComparer.Ordinal).Where(n => expected[n] != found[n])
            .Select(n => $"{n} is\n{found[n]}\n  and should be\n{expected[n]}"),
    ];

    private static async Task<string> ReadAsync(BlobClient blob, string name)
    {
        if (name.EndsWith("/checkpoint", StringComparison.Ordinal))
        {
            return "there";
        }

        var content = (await blob.DownloadContentAsync()).Value.Content;
        return Path.GetExtension(name) switch
        {
            ".parquet" when name.StartsWith("store/", StringComparison.Ordinal) => await RowsAsync(content),
            ".json" => WithoutClocks(JsonNode.Parse(content)),
            ".jsonl" =>
                string.Join(
                    '\n',
                    content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => WithoutClocks(JsonNode.Parse(l)))),
            ".md" => content.ToString(),
            _ => Convert.ToHexStringLower(SHA256.HashData(content)),
        };
    }

    [GeneratedRegex(@"[\d.]+ ms a forecast", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MeasuredTime();

    private static string WithoutClocks(JsonNode? node)
    {
        Strip(node);
        return node?.ToJsonString(WeatherJson.Compact) ?? "null";
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var name in map.Select(p => p.Key).Where(ClockFields.Contains).ToList())
            {
                map.Remove(name);
            }

            if (map["name"] is JsonValue segment && segment.ToString().EndsWith(".parquet", StringComparison.Ordinal))
            {
                map.Remove("bytes");
            }

            foreach (var (_, value) in map)
            {
                Strip(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var value in list)
            {
                Strip(value);
            }
        }
    }

    /// <summary>The rows of a segment without the time of their arrival, in an order of their own.</summary>
    private static async Task<string> RowsAsync(BinaryData content)
    {
        using var stream = new MemoryStream(content.ToArray());
        var lines = new List<string>();
        await foreach (var group in ParquetColumns.ReadGroupsAsync(
            stream,
            n => !n.Contains("arrived_at", StringComparison.Ordinal),
            CancellationToken.None))
        {
            var names = group.Names.ToList();
            var columns = names.Select((_, i) => group.At(i)).ToList();
            lines.AddRange(Enumerable.Range(0, group.Count)
                .Select(r => string.Join(',', columns.Select(c => Convert.ToString(c.GetValue(r), CultureInfo.InvariantCulture)))));
        }

        lines.Sort(StringComparer.Ordinal);
        return $"{lines.Count} rows, "
            + $"{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines))))}";
    }
}
