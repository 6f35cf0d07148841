using System.Runtime.InteropServices;
using WeatherKd.Series;

namespace WeatherKd.Observations.Quality;

/// <summary>Where the rows of one station lie, in the order of time after <see cref="Sort"/>.</summary>
internal sealed class StationRows
{
    private readonly List<RowPlace> _rows = [];
    private bool _sorted = true;

    public int Count => _rows.Count;

    /// <summary>Index of the first row that is not only context: the earliest of the newest generation.</summary>
    public int FirstNew { get; private set; }

    public bool HasNew => FirstNew < _rows.Count;

    public ReadOnlySpan<RowPlace> Places => CollectionsMarshal.AsSpan(_rows);

    public void Add(RowPlace place)
    {
        _sorted &= _rows.Count == 0 || place.Ticks >= _rows[^1].Ticks;
        _rows.Add(place);
    }

    public void Sort()
    {
        if (_sorted)
        {
            return;
        }

        // Stable: of two rows at one time the later in the file stays the later.
        var newest = _rows[^1].Generation;
        var sorted = _rows.OrderBy(r => r.Ticks).ToList();
        _rows.Clear();
        _rows.AddRange(sorted);
        FirstNew = _rows.FindIndex(r => r.Generation == newest);
        _sorted = true;
    }

    /// <summary>Keeps the last stretch of time, of generations after one.</summary>
    public void KeepLast(long ticks, int afterGeneration)
    {
        var oldest = _rows[^1].Ticks - ticks;
        _rows.RemoveAll(r => r.Ticks < oldest || r.Generation <= afterGeneration);
        FirstNew = _rows.Count;
    }
}

/// <summary>Where a row lies.</summary>
/// <param name="Ticks">Its time.</param>
/// <param name="Generation">The call of quality control that it came with.</param>
/// <param name="Batch">Its batch.</param>
/// <param name="Row">Its row in the batch.</param>
internal readonly record struct RowPlace(long Ticks, int Generation, Rows Batch, int Row);
