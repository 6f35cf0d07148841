namespace WeatherKd.NetCdf.Variables;

/// <summary>A variable of a NetCDF file: its shape, its attributes and its numbers.</summary>
public abstract class NetCdfVariable
{
    private readonly string[] _dimensions;
    private readonly long[] _shape;
    private Packing? _packing;

    /// <param name="name">Its name.</param>
    /// <param name="dimensions">Names of its dimensions, slowest first.</param>
    /// <param name="shape">Length along each dimension.</param>
    /// <param name="type">Type of its values.</param>
    private protected NetCdfVariable(string name, string[] dimensions, long[] shape, NetCdfType type) =>
        (Name, _dimensions, _shape, Type) = (name, dimensions, shape, type);

    /// <summary>
    /// Most values read at once: a field of 4,096 × 4,096 points, 128 MB. A small file can declare more than there is memory.
    /// </summary>
    private protected const long MostValues = 1L << 24;

    /// <summary>Most station ids, or letters of them, that are read.</summary>
    private protected const int MostTexts = 1 << 20;

    /// <summary>Name in the file; of NetCDF-4 that of a variable of the root group.</summary>
    public string Name { get; }

    /// <summary>Names of its dimensions, slowest first; empty for a scalar.</summary>
    public IReadOnlyList<string> Dimensions => _dimensions;

    /// <summary>Length along each dimension.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Type of its values as they stand in the file.</summary>
    public NetCdfType Type { get; }

    /// <summary>CF standard name; null where there is none.</summary>
    public string? StandardName => Text("standard_name");

    /// <summary>Its unit as the file spells it; null where it says none.</summary>
    public string? Units => Text("units");

    /// <summary>An attribute of text; null where there is none, or one of numbers.</summary>
    /// <param name="attribute">Its name.</param>
    public string? Text(string attribute) => Attribute(attribute)?.Text;

    /// <summary>The texts of a variable of strings, of characters (whose last dimension is the text) or of whole numbers.</summary>
    public abstract string[] ReadTexts();

    /// <summary>The numbers of the whole variable.</summary>
    public double[] ReadAll() => Read(new long[_shape.Length], [.. _shape]);

    /// <summary>
    /// Numbers of a block, unpacked: <c>_FillValue</c>, <c>missing_value</c>, what was never written and what is outside <c>valid_min</c>,
    /// <c>valid_max</c> and <c>valid_range</c> becomes NaN, then <c>scale_factor</c> and <c>add_offset</c> are applied; <c>_Unsigned</c> is
    /// observed.
    /// </summary>
    /// <param name="start">First index along each dimension.</param>
    /// <param name="count">Length along each dimension.</param>
    /// <exception cref="NetCdfFormatException">The block is larger than is read at once, or the data are damaged or no numbers.</exception>
    public double[] Read(long[] start, long[] count)
    {
        var total = Product(count);
        if (total > MostValues)
        {
            throw Error($"declares {string.Join(" × ", Shape)} values; at most {MostValues} are read at once");
        }

        if (total == 0)
        {
            return [];
        }

        WorkMeter.Add(total);
        _packing ??= Packing.Of(this);
        var values = ReadNumbers(start, count, (int)total);
        _packing.Unpack(values);
        return values;
    }

    /// <summary>An error of this variable: "Variable '…' …".</summary>
    private protected NetCdfFormatException Error(string what) => new($"Variable '{Name}' {what}.") { Variable = Name };

    /// <summary>An attribute; null where there is none.</summary>
    internal abstract NetCdfAttribute? Attribute(string name);

    /// <summary>An error of one of its attributes.</summary>
    internal NetCdfFormatException AttributeError(string attribute, string what, string allowed) =>
        new($"Variable '{Name}': its attribute {attribute} {what}; allowed is {allowed}.") { Variable = Name, Allowed = allowed };

    /// <summary>Numbers of a block as they stand in the file.</summary>
    /// <param name="start">First index along each dimension.</param>
    /// <param name="count">Length along each dimension, at least 1 each.</param>
    /// <param name="total">Their product.</param>
    private protected abstract double[] ReadNumbers(long[] start, long[] count, int total);

    /// <summary>Number of values of a shape; where there are more than <see cref="MostValues"/>, some number above it.</summary>
    private protected static long Product(IEnumerable<long> lengths)
    {
        var product = 1L;
        foreach (var length in lengths)
        {
            // Not ended at the first excess: a length of 0 later makes it nothing.
            product = length <= 0 ? 0
                : product > MostValues || length > MostValues ? Math.Min(product, 1) * (MostValues + 1)
                : product * length;
        }

        return product;
    }
}
