using System.Runtime.InteropServices;
using WeatherKd.Series;

namespace WeatherKd.Verification;

/// <summary>Some rows of <see cref="VerifiedRows"/>, in memory.</summary>
public sealed class RowChunk
{
    private readonly int[] _stations;
    private readonly Hour[] _origins;
    private readonly int[] _leads;
    private readonly float[] _truth;
    private readonly float[][] _forecasts;
    private readonly float[] _quantiles;
    private readonly int _levels;

    internal RowChunk(int capacity, int systems, int levels)
    {
        _stations = new int[capacity];
        _origins = new Hour[capacity];
        _leads = new int[capacity];
        _truth = new float[capacity];
        _forecasts = [.. Enumerable.Range(0, systems).Select(_ => new float[capacity])];
        _quantiles = new float[capacity * levels];
        _levels = levels;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Index of each row's station.</summary>
    public ReadOnlySpan<int> Stations => _stations.AsSpan(0, Count);

    /// <summary>Forecast origin of each row.</summary>
    public ReadOnlySpan<Hour> Origins => _origins.AsSpan(0, Count);

    /// <summary>Lead time of each row, in h, from 1.</summary>
    public ReadOnlySpan<int> Leads => _leads.AsSpan(0, Count);

    /// <summary>What was observed.</summary>
    public ReadOnlySpan<float> Truth => _truth.AsSpan(0, Count);

    /// <summary>The student's quantiles, shape <c>[row, level]</c>.</summary>
    public ReadOnlySpan<float> Quantiles => _quantiles.AsSpan(0, Count * _levels);

    /// <summary>Whether no row goes in any more.</summary>
    internal bool IsFull => Count == _stations.Length;

    /// <summary>What a system forecast.</summary>
    public ReadOnlySpan<float> Forecasts(int system) => _forecasts[system].AsSpan(0, Count);

    internal void Add(int station, Hour origin, int lead, float truth, ReadOnlySpan<float> forecasts, ReadOnlySpan<float> quantiles)
    {
        _stations[Count] = station;
        _origins[Count] = origin;
        _leads[Count] = lead;
        _truth[Count] = truth;
        for (var s = 0; s < forecasts.Length; s++)
        {
            _forecasts[s][Count] = forecasts[s];
        }

        quantiles.CopyTo(_quantiles.AsSpan(Count * _levels));
        Count++;
    }

    /// <summary>Copies the rows out of another chunk of the same systems and levels.</summary>
    internal void CopyFrom(RowChunk other)
    {
        Count = other.Count;
        foreach (var (from, to) in other.Columns().Zip(Columns()))
        {
            from.CopyTo(to);
        }
    }

    internal void Clear() => Count = 0;

    /// <summary>Writes a full chunk.</summary>
    internal void Write(Stream stream)
    {
        foreach (var column in Columns())
        {
            stream.Write(column.Span);
        }
    }

    /// <summary>Reads a full chunk.</summary>
    internal void Read(Stream stream)
    {
        Count = _stations.Length;
        foreach (var column in Columns())
        {
            stream.ReadExactly(column.Span);
        }
    }

    /// <summary>The whole columns as bytes.</summary>
    private IEnumerable<Bytes> Columns() =>
        [new(_stations), new(_origins), new(_leads), new(_truth), .. _forecasts.Select(f => new Bytes(f)), new(_quantiles)];

    private readonly struct Bytes
    {
        private readonly Array _values;

        public Bytes(int[] values) => _values = values;

        public Bytes(Hour[] values) => _values = values;

        public Bytes(float[] values) => _values = values;

        public Span<byte> Span => _values switch
        {
            int[] numbers => MemoryMarshal.AsBytes(numbers.AsSpan()),
            Hour[] hours => MemoryMarshal.AsBytes(hours.AsSpan()),
            var values => MemoryMarshal.AsBytes(((float[])values).AsSpan()),
        };

        public void CopyTo(Bytes other) => Span.CopyTo(other.Span);
    }
}
