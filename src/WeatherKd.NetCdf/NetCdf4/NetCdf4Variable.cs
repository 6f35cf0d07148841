using System.Globalization;
using System.Text;
using PureHDF;
using PureHDF.Selections;
using WeatherKd.NetCdf.Hdf5;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.NetCdf4;

/// <summary>A variable of a NetCDF-4 file.</summary>
/// <param name="dataset">Its dataset.</param>
/// <param name="dimensions">Names of its dimensions, slowest first.</param>
/// <param name="found">What the walk over the structure found of it; null where it did not come there.</param>
internal sealed class NetCdf4Variable(IH5Dataset dataset, string[] dimensions, Hdf5Object? found)
    : NetCdfVariable(dataset.Name, dimensions, [.. dataset.Space.Dimensions.Select(d => checked((long)d))], TypeOf(dataset.Type))
{
    /// <summary>Longest text of fixed length. A damaged type can declare gigabytes.</summary>
    private const int MostTextBytes = 1 << 12;

    /// <summary>Most numbers or texts of an attribute that are read.</summary>
    private const int MostOfAttribute = 1 << 12;

    /// <summary>Looked up once: the library searches a variable's heap anew for each name.</summary>
    private readonly Dictionary<string, IH5Attribute> _attributes = dataset.Attributes()
        .DistinctBy(a => a.Name, StringComparer.Ordinal)
        .ToDictionary(a => a.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, NetCdfAttribute?> _read = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string[] ReadTexts() => NetCdf4File.Guard<string[]>($"Variable '{Name}'", () =>
    {
        if (Product(Shape) > MostTexts || dataset.Type.Size > MostTextBytes)
        {
            var declared = $"{string.Join(" × ", Shape)} texts of {dataset.Type.Size} bytes";
            throw Error($"declares {declared}; at most {MostTexts} of {MostTextBytes} are read");
        }

        RequireReadable();
        if (Type == NetCdfType.String)
        {
            return [.. dataset.Read<string[]>().Select(t => t.Trim('\0', ' '))];
        }

        if (Type == NetCdfType.Char)
        {
            var letters = dataset.Read<byte[]>();
            var length = Shape.Count == 0 ? 1 : (int)Math.Max(Shape[^1], 1);
            return [.. letters.Chunk(length).Select(text => Encoding.UTF8.GetString(text).Trim('\0', ' '))];
        }

        return [.. ReadAll().Select(number => number.ToString("0", CultureInfo.InvariantCulture))];
    });

    /// <inheritdoc/>
    private protected override double[] ReadNumbers(long[] start, long[] count, int total)
    {
        if (Type.Bytes() == 0 || Type == NetCdfType.Char)
        {
            throw Error($"is of type {dataset.Type.Class} of {dataset.Type.Size} bytes; numbers are wanted");
        }

        RequireReadable();
        var selection = Shape.Count == 0
            ? null
            : new HyperslabSelection(Shape.Count, Array.ConvertAll(start, s => (ulong)s), Array.ConvertAll(count, c => (ulong)c));
        return NetCdf4File.Guard($"Variable '{Name}'", () =>
        {
            // As bytes: the library turns no numbers whose most significant byte comes first.
            var bytes = selection is null ? dataset.Read<byte[]>() : dataset.Read<byte[]>(selection);
            var numbers = new double[total];
            Type.Read(bytes, numbers, found?.IsBigEndian == true);
            return numbers;
        });
    }

    /// <inheritdoc/>
    internal override NetCdfAttribute? Attribute(string name)
    {
        if (!_read.TryGetValue(name, out var attribute))
        {
            _read.Add(name, attribute = ReadAttribute(name));
        }

        return attribute;
    }

    private NetCdfAttribute? ReadAttribute(string name)
    {
        if (!_attributes.TryGetValue(name, out var attribute)
            || attribute.Space.Dimensions.Aggregate(1.0, (n, d) => n * d) is > MostOfAttribute or < 1)
        {
            return null;
        }

        var type = TypeOf(attribute.Type);
        if (found?.BigEndianAttributes.TryGetValue(name, out var turned) == true)
        {
            return new(type, null, turned);
        }

        return NetCdf4File.Guard($"Attribute {Name}:{name}", () => type switch
        {
            NetCdfType.Char or NetCdfType.String => attribute.Type.Size > MostTextBytes ? null : new(type, ReadText(attribute), []),
            NetCdfType.None => null,
            _ => new NetCdfAttribute(type, null, ReadNumbers(attribute, type)),
        });
    }

    /// <summary>The text of an attribute; several are put together with spaces.</summary>
    private static string ReadText(IH5Attribute attribute) => attribute.Space.Dimensions.All(n => n == 1)
        ? attribute.Read<string>().Trim('\0', ' ')
        : string.Join(' ', attribute.Read<string[]>().Select(t => t.Trim('\0', ' ')));

    private static double[] ReadNumbers(IH5Attribute attribute, NetCdfType type) => type switch
    {
        NetCdfType.Float => Array.ConvertAll(attribute.Read<float[]>(), n => (double)n),
        NetCdfType.Double => attribute.Read<double[]>(),
        NetCdfType.Byte => Array.ConvertAll(attribute.Read<sbyte[]>(), n => (double)n),
        NetCdfType.UnsignedByte => Array.ConvertAll(attribute.Read<byte[]>(), n => (double)n),
        NetCdfType.Short => Array.ConvertAll(attribute.Read<short[]>(), n => (double)n),
        NetCdfType.UnsignedShort => Array.ConvertAll(attribute.Read<ushort[]>(), n => (double)n),
        NetCdfType.Int => Array.ConvertAll(attribute.Read<int[]>(), n => (double)n),
        NetCdfType.UnsignedInt => Array.ConvertAll(attribute.Read<uint[]>(), n => (double)n),
        NetCdfType.Int64 => Array.ConvertAll(attribute.Read<long[]>(), n => (double)n),
        _ => Array.ConvertAll(attribute.Read<ulong[]>(), n => (double)n),
    };

    private void RequireReadable()
    {
        if (found?.Filters.FirstOrDefault(f => !Hdf5Filters.IsRead(f)) is { } filter and not 0)
        {
            throw Error($"is packed with {Hdf5Filters.Name(filter)}, which is not read (deflate is: nccopy -d 1 -F none, or nccopy -u)");
        }

        if (found?.SkipsFilters == true)
        {
            throw Error("has chunks that did not go through all of its filters, which is not read (nccopy writes it anew)");
        }

        if (found?.IsBigEndian is null && Type.Bytes() > 1)
        {
            throw Error("has a type whose order of bytes is kept apart from it, which is not read (nccopy writes it anew)");
        }
    }

    private static NetCdfType TypeOf(IH5DataType type) => (type.Class, type.Size) switch
    {
        (H5DataTypeClass.FloatingPoint, 4) => NetCdfType.Float,
        (H5DataTypeClass.FloatingPoint, 8) => NetCdfType.Double,
        (H5DataTypeClass.FixedPoint, 1) => NetCdfType.Byte.WithSign(type.FixedPoint.IsSigned),
        (H5DataTypeClass.FixedPoint, 2) => NetCdfType.Short.WithSign(type.FixedPoint.IsSigned),
        (H5DataTypeClass.FixedPoint, 4) => NetCdfType.Int.WithSign(type.FixedPoint.IsSigned),
        (H5DataTypeClass.FixedPoint, 8) => NetCdfType.Int64.WithSign(type.FixedPoint.IsSigned),
        (H5DataTypeClass.String, 1) => NetCdfType.Char,
        (H5DataTypeClass.String or H5DataTypeClass.VariableLength, _) => NetCdfType.String,
        _ => NetCdfType.None,
    };
}
