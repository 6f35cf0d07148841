using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WeatherKd.Variables;

/// <summary>
/// The variables that the pipeline knows, in the order of <c>variables.json</c>. Immutable and safe to share between threads.
/// </summary>
public sealed class VariableTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly FrozenDictionary<string, WeatherVariable> _byName;

    private VariableTable(IReadOnlyList<WeatherVariable> all)
    {
        All = all;
        _byName = all.ToFrozenDictionary(v => v.Name, StringComparer.Ordinal);
    }

    /// <summary>The table that is built into the assembly.</summary>
    public static VariableTable Default { get; } = ReadEmbedded();

    /// <summary>All rows, in table order.</summary>
    public IReadOnlyList<WeatherVariable> All { get; }

    /// <summary>The row of a name.</summary>
    /// <exception cref="ArgumentException">The table has no such variable; the message lists those it has.</exception>
    public WeatherVariable this[string name] => _byName.TryGetValue(name, out var variable)
        ? variable
        : throw new ArgumentException($"Unknown variable '{name}'. Known: {string.Join(", ", All.Select(v => v.Name))}.", nameof(name));

    /// <summary>The row of a name, or null where the table has none.</summary>
    public WeatherVariable? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Names sorted into table order, so that two lists of the same variables are equal.</summary>
    public IReadOnlyList<string> InOrder(IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return [.. All.Select(v => v.Name).Where(wanted.Contains)];
    }

    private static VariableTable ReadEmbedded()
    {
        using var stream = typeof(VariableTable).Assembly.GetManifestResourceStream("variables.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource variables.json.");
        return new VariableTable(JsonSerializer.Deserialize<WeatherVariable[]>(stream, Json)!);
    }
}
