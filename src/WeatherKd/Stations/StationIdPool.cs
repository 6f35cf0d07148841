using WeatherKd.Storage;

namespace WeatherKd.Stations;

/// <summary>Reads station ids, giving one string for all occurrences of an id in a file.</summary>
internal sealed class StationIdPool
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private string _last = string.Empty;

    public StationIdPool() => _bySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

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

        var id = field.ToString();
        _ids.Add(id);
        return id;
    }
}
