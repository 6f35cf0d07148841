using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Classic;

/// <summary>What the header of a classic NetCDF file says of a variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Dimensions">Numbers of its dimensions.</param>
/// <param name="Attributes">Its attributes by name.</param>
/// <param name="Begin">First byte in the file.</param>
/// <param name="IsRecord">
/// Whether its first dimension is the unlimited one: its records lie apart, those of all such variables taking turns.
/// </param>
/// <param name="BytesPerRecord">Bytes of a record, or of the whole variable.</param>
internal sealed record ClassicVariableHeader(
    string Name,
    NetCdfType Type,
    int[] Dimensions,
    IReadOnlyDictionary<string, NetCdfAttribute> Attributes,
    long Begin,
    bool IsRecord,
    long BytesPerRecord);

/// <summary>A variable of a classic NetCDF file.</summary>
internal sealed class ClassicVariable(
    SafeFileHandle file, long fileLength, ClassicVariableHeader header, string[] dimensions, long[] shape, long recordSize)
    : NetCdfVariable(header.Name, dimensions, shape, header.Type)
{
    private const int BytesAtOnce = 1 << 16;

    /// <inheritdoc/>
    public override string[] ReadTexts()
    {
        if (Product(Shape) > MostTexts)
        {
            throw Error($"declares {string.Join(" × ", Shape)} letters or numbers; at most {MostTexts} are read as texts");
        }

        var values = ReadAll();
        if (header.Type != NetCdfType.Char)
        {
            return [.. values.Select(number => number.ToString("0", CultureInfo.InvariantCulture))];
        }

        var length = Shape.Count == 0 ? 1 : (int)Math.Max(Shape[^1], 1);
        var letters = Array.ConvertAll(values, letter => (byte)letter);
        return [.. letters.Chunk(length).Select(text => Encoding.UTF8.GetString(text).Trim('\0', ' '))];
    }

    /// <inheritdoc/>
    internal override NetCdfAttribute? Attribute(string name) => header.Attributes.GetValueOrDefault(name);

    /// <inheritdoc/>
    private protected override double[] ReadNumbers(long[] start, long[] count, int total)
    {
        var size = header.Type.Bytes();
        if ((long)total * size > fileLength)
        {
            throw Truncated((long)total * size);
        }

        // The last dimensions that are wanted whole, and the one before them, lie in one stretch; records do not.
        var outer = count.Length;
        var stretch = 1;
        while (outer > (header.IsRecord ? 1 : 0))
        {
            outer--;
            stretch *= (int)count[outer];
            if (count[outer] != Shape[outer])
            {
                break;
            }
        }

        var values = new double[total];
        var index = start.ToArray();
        for (var done = 0; done < total; done += stretch)
        {
            ReadStretch(OffsetOf(index), values.AsSpan(done, stretch), size);
            for (var d = outer - 1; d >= 0 && ++index[d] == start[d] + count[d]; d--)
            {
                index[d] = start[d];
            }
        }

        return values;
    }

    private long OffsetOf(long[] index)
    {
        long within = 0;
        for (var d = header.IsRecord ? 1 : 0; d < index.Length; d++)
        {
            within = (within * Shape[d]) + index[d];
        }

        return header.Begin + (within * header.Type.Bytes()) + (header.IsRecord ? index[0] * recordSize : 0);
    }

    private void ReadStretch(long offset, Span<double> values, int size)
    {
        if (offset < 0 || offset > fileLength - ((long)values.Length * size))
        {
            throw Truncated(offset + ((long)values.Length * size));
        }

        Span<byte> bytes = new byte[Math.Min(values.Length * size, BytesAtOnce)];
        while (values.Length > 0)
        {
            var part = bytes[..Math.Min(bytes.Length, values.Length * size)];
            if (RandomAccess.Read(file, part, offset) < part.Length)
            {
                throw Truncated(offset + part.Length);
            }

            header.Type.Read(part, values[..(part.Length / size)], isBigEndian: true);
            offset += part.Length;
            values = values[(part.Length / size)..];
        }
    }

    private NetCdfFormatException Truncated(long needed) =>
        new($"Variable '{Name}' reaches to byte {needed}, the file has {fileLength}: it is truncated or damaged.")
        {
            Variable = Name,
            ByteOffset = fileLength,
        };
}
