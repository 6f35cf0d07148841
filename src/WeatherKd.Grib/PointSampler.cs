using System.Buffers;
using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib;

/// <summary>
/// Values of a field at chosen grid points. Where the packing allows it (simple packing, IEEE) only those points are read and decoded;
/// otherwise the field is decoded once, into a pooled array that is given back on disposal. Not safe for use by several threads at once.
/// </summary>
public sealed class PointSampler : IDisposable
{
    /// <summary>A jump in the file costs about as much as reading this many bytes on.</summary>
    private const int BytesWorthAJump = 2048;

    private const int LongestWindow = 8;

    private readonly GribField _field;
    private readonly BitmapRanks? _ranks;
    private double[]? _decoded;
    private bool _isDisposed;

    /// <summary>A sampler of one field. Nothing of its data is read yet, but for its bitmap.</summary>
    /// <exception cref="GribFormatException">The bitmap contradicts the header.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public PointSampler(GribField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        _field = field;
        if (field.HasBitmap && field.Packing.AllowsRandomAccess)
        {
            _ranks = ReadRanks(field);
        }
    }

    /// <summary>Whether asking for one point decodes all of them.</summary>
    public bool DecodesWholeField => !_field.Packing.AllowsRandomAccess;

    /// <summary>Value at one grid point; NaN where it is missing.</summary>
    /// <param name="index">Index of the value, as <see cref="Grid.IndexOf"/> gives it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not on the grid.</exception>
    /// <exception cref="GribFormatException">The packing is not supported, or the data contradict the header.</exception>
    public double this[int index]
    {
        get
        {
            double value = 0;
            Sample([index], new Span<double>(ref value));
            return value;
        }
    }

    /// <summary>Values at several grid points; NaN where they are missing.</summary>
    /// <param name="indices">Indices of the values, in any order.</param>
    /// <param name="values">As long as <paramref name="indices"/>; receives their values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not on the grid.</exception>
    /// <exception cref="GribFormatException">The packing is not supported, or the data contradict the header.</exception>
    public void Sample(ReadOnlySpan<int> indices, Span<double> values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (indices.Length != values.Length)
        {
            throw new ArgumentException($"{indices.Length} indices, room for {values.Length} values", nameof(values));
        }

        foreach (var index in indices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _field.Grid.PointCount, nameof(indices));
        }

        if (DecodesWholeField || _decoded is not null)
        {
            Pick(indices, values);
        }
        else if ((long)indices.Length * BytesWorthAJump < _field.DataLength)
        {
            ReadEach(indices, values);
        }
        else
        {
            ReadFromWholeSection(indices, values);
        }
    }

    /// <summary>Gives the pooled arrays back. The sampler cannot be used afterwards.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (_decoded is not null)
        {
            ArrayPool<double>.Shared.Return(_decoded);
            _decoded = null;
        }

        _ranks?.Dispose();
    }

    private static BitmapRanks ReadRanks(GribField field)
    {
        using var bitmap = field.LeaseBitmap();
        try
        {
            return BitmapRanks.Read(bitmap.Bytes, field.Grid.PointCount, field.Packing);
        }
        catch (GribFormatException error) when (error.MessageNumber == 0)
        {
            throw field.Locate(error);
        }
    }

    private void Pick(ReadOnlySpan<int> indices, Span<double> values)
    {
        if (_decoded is null)
        {
            var rented = ArrayPool<double>.Shared.Rent(_field.Grid.PointCount);
            try
            {
                _field.Decode(rented.AsSpan(0, _field.Grid.PointCount));
                _decoded = rented;
            }
            catch
            {
                ArrayPool<double>.Shared.Return(rented);
                throw;
            }
        }

        for (var i = 0; i < indices.Length; i++)
        {
            values[i] = _decoded[indices[i]];
        }
    }

    private void ReadEach(ReadOnlySpan<int> indices, Span<double> values)
    {
        Span<byte> window = stackalloc byte[LongestWindow];
        for (var i = 0; i < indices.Length; i++)
        {
            if (!TryFindStored(indices[i], out var stored))
            {
                values[i] = double.NaN;
                continue;
            }

            var (offset, length) = _field.Packing.WindowOf(stored);
            _field.ReadData(offset, window[..length]);
            values[i] = _field.Packing.DecodeOne(window[..length], stored);
        }
    }

    private void ReadFromWholeSection(ReadOnlySpan<int> indices, Span<double> values)
    {
        using var data = _field.LeaseData();
        for (var i = 0; i < indices.Length; i++)
        {
            if (!TryFindStored(indices[i], out var stored))
            {
                values[i] = double.NaN;
                continue;
            }

            var (offset, length) = _field.Packing.WindowOf(stored);
            values[i] = _field.Packing.DecodeOne(data.Bytes.Slice((int)offset, length), stored);
        }
    }

    private bool TryFindStored(int point, out int stored)
    {
        stored = point;
        return _ranks is null || _ranks.TryFindStored(point, out stored);
    }
}
