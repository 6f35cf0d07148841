using WeatherKd.Storage;

namespace WeatherKd.Stations;

/// <summary>Reads station ids, giving one string for all occurrences of an id in a file.</summary>
internal sealed class StationIdPool
{
    /// <summary>What a program appends to a whole number that it took for a decimal one, as pandas does where a cell is missing.</summary>
    private const string DecimalEnding = ".0";

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private string _last = string.Empty;

    public StationIdPool() => _bySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The id in a cell; <c>129.0</c> is station <c>129</c>.</summary>
    /// <exception cref="InputFormatException">The cell holds no station id.</exception>
    public string Read(CsvInput csv, int column)
    {
        var field = csv.Field(column);
        if (field.SequenceEqual(_last) && !field.IsEmpty)
        {
            return _last;
        }

        if (_bySpan.TryGetValue(field, out var known))
        {
            return _last = known;
        }

        if (!Station.IsValidId(field))
        {
            throw csv.Error(column, "a station id: 1 to 64 letters, digits, '-', '_' or '.'");
        }

        var id = WholeNumber(field).ToString();
        _bySpan[field] = id;
        return id;
    }

    private static ReadOnlySpan<char> WholeNumber(ReadOnlySpan<char> id) =>
        id.EndsWith(DecimalEnding, StringComparison.Ordinal)
        && id.Length > DecimalEnding.Length
        && !id[..^DecimalEnding.Length].ContainsAnyExceptInRange('0', '9')
            ? id[..^DecimalEnding.Length]
            : id;
}
