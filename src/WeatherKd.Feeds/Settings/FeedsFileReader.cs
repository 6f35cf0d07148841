using System.Text.Json;
using WeatherKd.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Settings;

/// <summary>
/// Reads <c>feeds.json</c> strictly: an unknown name is refused with the nearest known one, a wrong value with its range.
/// </summary>
public static class FeedsFileReader
{
    private const int MostBytes = 1 << 20;
    private static readonly string[] FileNames = NamesOf(typeof(FeedsFile));
    private static readonly string[] FeedNames = NamesOf(typeof(FeedSettings));
    private static readonly string[] LeadNames = NamesOf(typeof(LeadRange));

    /// <summary>Reads and validates a file.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InputFormatException">It is not JSON, or something in it is not known or out of range.</exception>
    public static FeedsFile Read(string json)
    {
        if (json.Length > MostBytes)
        {
            throw new InputFormatException($"feeds.json has {json.Length} characters; {MostBytes} are allowed.");
        }

        FeedsFile file;
        try
        {
            using var document = JsonDocument.Parse(json);
            CheckNames(document.RootElement);
            file = document.Deserialize<FeedsFile>(WeatherJson.Compact) ?? throw new InputFormatException("feeds.json holds null.");
        }
        catch (JsonException e)
        {
            throw new InputFormatException(
                $"feeds.json is not valid{(e.Path is null ? "" : " at " + e.Path)}: {e.Message.Split(" Path:")[0]}",
                e)
            {
                Line = e.LineNumber + 1,
            };
        }

        FeedsValidation.Check(file);
        return file;
    }

    /// <summary>The end of the sentence that refuses a name: the nearest known one, or all where none is near.</summary>
    internal static string DidYouMean(string given, IEnumerable<string> known)
    {
        var names = known.ToList();
        return NearNames.Nearest(given, names) is { } near ? $"; did you mean '{near}'?" : $"; known are {string.Join(", ", names)}.";
    }

    private static string[] NamesOf(Type type) =>
        [.. type.GetProperties().Where(p => p.CanWrite).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))];

    private static void CheckNames(JsonElement root)
    {
        CheckNames(root, "feeds.json", FileNames);
        if (!root.TryGetProperty("feeds", out var feeds))
        {
            return;
        }

        Require(feeds, JsonValueKind.Array, "feeds.json: 'feeds'", "a list");
        var number = 0;
        foreach (var feed in feeds.EnumerateArray())
        {
            number++;
            CheckNames(feed, $"Feed {number}", FeedNames);
            foreach (var name in new[] { "name", "source" })
            {
                if (!feed.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
                {
                    throw new InputFormatException($"Feed {number} has no '{name}'.") { Allowed = "a text" };
                }
            }

            if (feed.TryGetProperty("leads", out var leads) && leads.ValueKind != JsonValueKind.Null)
            {
                CheckNames(leads, $"Feed {number}: leads", LeadNames);
                if (leads.EnumerateObject().Count() < LeadNames.Length)
                {
                    throw new InputFormatException($"Feed {number}: leads need {string.Join(", ", LeadNames)}.");
                }
            }
        }
    }

    private static void CheckNames(JsonElement element, string where, string[] known)
    {
        Require(element, JsonValueKind.Object, where, "an object");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new InputFormatException($"{where}: '{property.Name}' is not known{DidYouMean(property.Name, known)}")
                {
                    Given = property.Name,
                    Allowed = string.Join(", ", known),
                };
            }

            if (!seen.Add(property.Name))
            {
                throw new InputFormatException($"{where}: '{property.Name}' stands twice.") { Given = property.Name };
            }
        }
    }

    private static void Require(JsonElement element, JsonValueKind kind, string where, string allowed)
    {
        if (element.ValueKind != kind)
        {
            throw new InputFormatException($"{where} is {element.ValueKind.ToString().ToLowerInvariant()}, not {allowed}.")
            {
                Allowed = allowed,
            };
        }
    }
}
