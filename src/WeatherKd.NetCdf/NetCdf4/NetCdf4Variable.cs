using System.Globalization;
using PureHDF;
using PureHDF.Selections;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.NetCdf4;

/// <summary>A variable of a NetCDF-4 file.</summary>
/// <param name="dataset">Its dataset.</param>
/// <param name="dimensions">Names of its dimensions, slowest first.</param>
internal sealed class NetCdf4Variable(IH5Dataset dataset, string[] dimensions)
    : NetCdfVariable(dataset.Name, dimensions, [.. dataset.Space.Dimensions.Select(d => checked((long)d))])
{
    /// <summary>Longest text of fixed length. A damaged type can declare gigabytes.</summary>
    private const int MostTextBytes = 1 << 12;

    /// <summary>Looked up once: the library searches a variable's heap anew for each name.</summary>
    private readonly Dictionary<string, IH5Attribute> _attributes = dataset.Attributes().DistinctBy(a => a.Name, StringComparer.Ordinal).ToDictionary(a => a.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string? Text(string attribute) =>
        _attributes.TryGetValue(attribute, out var named) && named is { Type: { Class: H5DataTypeClass.String, Size: <= MostTextBytes } } found && IsSmall(found.Space)
            ? NetCdf4File.Guard($"Attribute {Name}:{attribute}", () => found.Read<string>()).Trim('\0', ' ')
            : null;

    /// <inheritdoc/>
    public override string[] ReadTexts() => NetCdf4File.Guard<string[]>($"Variable '{Name}'", () =>
    {
        if (Product(Shape) > MostTexts || dataset.Type.Size > MostTextBytes)
        {
            throw Error($"declares {string.Join(" × ", Shape)} texts of {dataset.Type.Size} bytes; at most {MostTexts} of {MostTextBytes} are read");
        }

        if (dataset.Type.Class == H5DataTypeClass.VariableLength || (dataset.Type.Class == H5DataTypeClass.String && dataset.Type.Size > 1))
        {
            return [.. dataset.Read<string[]>().Select(t => t.Trim('\0', ' '))];
        }

        if (dataset.Type.Class == H5DataTypeClass.String)
        {
            var letters = dataset.Read<byte[]>();
            var length = (int)Shape[^1];
            return [.. letters.Chunk(length).Select(text => System.Text.Encoding.UTF8.GetString(text).Trim('\0', ' '))];
        }

        return [.. ReadAll().Select(number => number.ToString("0", CultureInfo.InvariantCulture))];
    });

    /// <inheritdoc/>
    private protected override double[] ReadNumbers(long[] start, long[] count, int total)
    {
        var selection = Shape.Count == 0
            ? null
            : new HyperslabSelection(Shape.Count, Array.ConvertAll(start, s => (ulong)s), Array.ConvertAll(count, c => (ulong)c));
        return NetCdf4File.Guard($"Variable '{Name}'", () => ToDoubles(dataset.Type, selection));
    }

    /// <inheritdoc/>
    private protected override double? Number(string attribute)
    {
        if (!_attributes.TryGetValue(attribute, out var found) || !IsSmall(found.Space))
        {
            return null;
        }

        return NetCdf4File.Guard<double?>($"Attribute {Name}:{attribute}", () => (found.Type.Class, found.Type.Size, IsSigned(found.Type)) switch
        {
            (H5DataTypeClass.FloatingPoint, 4, _) => found.Read<float[]>()[0],
            (H5DataTypeClass.FloatingPoint, 8, _) => found.Read<double[]>()[0],
            (H5DataTypeClass.FixedPoint, 1, true) => found.Read<sbyte[]>()[0],
            (H5DataTypeClass.FixedPoint, 1, false) => found.Read<byte[]>()[0],
            (H5DataTypeClass.FixedPoint, 2, true) => found.Read<short[]>()[0],
            (H5DataTypeClass.FixedPoint, 2, false) => found.Read<ushort[]>()[0],
            (H5DataTypeClass.FixedPoint, 4, true) => found.Read<int[]>()[0],
            (H5DataTypeClass.FixedPoint, 4, false) => found.Read<uint[]>()[0],
            (H5DataTypeClass.FixedPoint, 8, true) => found.Read<long[]>()[0],
            (H5DataTypeClass.FixedPoint, 8, false) => found.Read<ulong[]>()[0],
            _ => null,
        });
    }

    private double[] ToDoubles(IH5DataType type, Selection? selection) => (type.Class, type.Size, IsSigned(type)) switch
    {
        (H5DataTypeClass.FloatingPoint, 4, _) => Array.ConvertAll(Block<float>(selection), v => (double)v),
        (H5DataTypeClass.FloatingPoint, 8, _) => Block<double>(selection),
        (H5DataTypeClass.FixedPoint, 1, true) => Array.ConvertAll(Block<sbyte>(selection), v => (double)v),
        (H5DataTypeClass.FixedPoint, 1, false) => Array.ConvertAll(Block<byte>(selection), v => (double)v),
        (H5DataTypeClass.FixedPoint, 2, true) => Array.ConvertAll(Block<short>(selection), v => (double)v),
        (H5DataTypeClass.FixedPoint, 2, false) => Array.ConvertAll(Block<ushort>(selection), v => (double)v),
        (H5DataTypeClass.FixedPoint, 4, true) => Array.ConvertAll(Block<int>(selection), v => (double)v),
        (H5DataTypeClass.FixedPoint, 4, false) => Array.ConvertAll(Block<uint>(selection), v => (double)v),
        (H5DataTypeClass.FixedPoint, 8, true) => Array.ConvertAll(Block<long>(selection), v => (double)v),
        (H5DataTypeClass.FixedPoint, 8, false) => Array.ConvertAll(Block<ulong>(selection), v => (double)v),
        var (kind, size, _) => throw Error($"is of type {kind} of {size} bytes; numbers are wanted"),
    };

    private T[] Block<T>(Selection? selection)
        where T : unmanaged => selection is null ? [dataset.Read<T>()] : dataset.Read<T[]>(selection);

    private static bool IsSmall(IH5Dataspace space) => space.Dimensions.All(n => n == 1);

    private static bool IsSigned(IH5DataType type) => type.Class == H5DataTypeClass.FixedPoint && type.FixedPoint.IsSigned;
}
