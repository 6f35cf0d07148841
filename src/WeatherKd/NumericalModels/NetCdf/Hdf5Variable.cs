using System.Globalization;
using PureHDF;
using PureHDF.Selections;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>A variable of a NetCDF-4 file.</summary>
/// <param name="dataset">Its dataset.</param>
/// <param name="dimensions">Names of its dimensions, slowest first.</param>
internal sealed class NetCdfVariable(IH5Dataset dataset, string[] dimensions)
{
    /// <summary>Most values read at once: a field of 4,096 × 4,096 points, some 200 MB with its unpacked copy. A small file can declare more than there is memory.</summary>
    private const long MostValues = 1L << 24;

    /// <summary>Most station ids, or letters of them, that are read.</summary>
    private const int MostTexts = 1 << 20;

    /// <summary>Longest text of fixed length. A damaged type can declare gigabytes.</summary>
    private const int MostTextBytes = 1 << 12;

    /// <summary>Its name.</summary>
    public string Name => dataset.Name;

    /// <summary>Names of its dimensions, slowest first; empty for a scalar.</summary>
    public IReadOnlyList<string> Dimensions => dimensions;

    /// <summary>Length along each dimension.</summary>
    public IReadOnlyList<long> Shape { get; } = [.. dataset.Space.Dimensions.Select(d => checked((long)d))];

    /// <summary>CF standard name; null where there is none.</summary>
    public string? StandardName => Text("standard_name");

    /// <summary>Its unit as the file spells it; null where it says none.</summary>
    public string? Units => Text("units");

    /// <summary>An attribute of text; null where there is none.</summary>
    public string? Text(string attribute) =>
        dataset.AttributeExists(attribute) && dataset.Attribute(attribute) is { Type: { Class: H5DataTypeClass.String, Size: <= MostTextBytes } } found && IsSmall(found.Space)
            ? NetCdfFile.Guard($"Attribute {Name}:{attribute}", () => found.Read<string>()).Trim('\0', ' ')
            : null;

    /// <summary>The numbers of the whole variable.</summary>
    public double[] ReadAll() => Read(new long[Shape.Count], [.. Shape]);

    /// <summary>
    /// Numbers of a block, unpacked: <c>_FillValue</c> and <c>missing_value</c> become NaN, then <c>scale_factor</c> and <c>add_offset</c> are applied (CF conventions, section 8.1).
    /// </summary>
    /// <param name="start">First index along each dimension.</param>
    /// <param name="count">Length along each dimension.</param>
    /// <exception cref="InputFormatException">The block is larger than is read at once, or the data are damaged or no numbers.</exception>
    public double[] Read(long[] start, long[] count)
    {
        var total = count.Aggregate(1L, (product, n) => product > MostValues ? product : product * Math.Max(n, 0));
        if (total > MostValues)
        {
            throw new InputFormatException($"Variable '{Name}' declares {string.Join(" × ", Shape)} values; at most {MostValues} are read at once.");
        }

        if (total == 0)
        {
            return [];
        }

        var selection = Shape.Count == 0
            ? null
            : new HyperslabSelection(Shape.Count, Array.ConvertAll(start, s => (ulong)s), Array.ConvertAll(count, c => (ulong)c));
        var values = NetCdfFile.Guard($"Variable '{Name}'", () => ToDoubles(dataset.Type, selection));
        var (fill, missing) = (Number("_FillValue"), Number("missing_value"));
        var (scale, offset) = (Number("scale_factor") ?? 1, Number("add_offset") ?? 0);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = values[i] == fill || values[i] == missing ? double.NaN : (values[i] * scale) + offset;
        }

        return values;
    }

    /// <summary>The texts of a variable of strings, of characters (whose last dimension is the text) or of whole numbers.</summary>
    public string[] ReadTexts() => NetCdfFile.Guard<string[]>($"Variable '{Name}'", () =>
    {
        if (Shape.Aggregate(1L, (product, n) => product > MostValues ? product : product * n) > MostTexts || dataset.Type.Size > MostTextBytes)
        {
            throw new InputFormatException($"Variable '{Name}' declares {string.Join(" × ", Shape)} texts of {dataset.Type.Size} bytes; at most {MostTexts} of {MostTextBytes} are read.");
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

    private double? Number(string attribute)
    {
        if (!dataset.AttributeExists(attribute))
        {
            return null;
        }

        var found = dataset.Attribute(attribute);
        if (!IsSmall(found.Space))
        {
            return null;
        }

        return NetCdfFile.Guard<double?>($"Attribute {Name}:{attribute}", () => (found.Type.Class, found.Type.Size, IsSigned(found.Type)) switch
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
        var (kind, size, _) => throw new InputFormatException($"Variable '{Name}' is of type {kind} of {size} bytes; numbers are wanted."),
    };

    private T[] Block<T>(Selection? selection)
        where T : unmanaged => selection is null ? [dataset.Read<T>()] : dataset.Read<T[]>(selection);

    private static bool IsSmall(IH5Dataspace space) => space.Dimensions.All(n => n == 1);

    private static bool IsSigned(IH5DataType type) => type.Class == H5DataTypeClass.FixedPoint && type.FixedPoint.IsSigned;
}
