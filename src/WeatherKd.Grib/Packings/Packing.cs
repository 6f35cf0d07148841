namespace WeatherKd.Grib.Packings;

/// <summary>How the values of a field are stored (section 5).</summary>
public abstract class Packing
{
    private protected Packing(int template, string name, int valueCount, int bitsPerValue, double referenceValue, double step)
    {
        Template = template;
        Name = name;
        ValueCount = valueCount;
        BitsPerValue = bitsPerValue;
        ReferenceValue = referenceValue;
        Step = step;
    }

    /// <summary>Data representation template 5.x (code table 5.0).</summary>
    public int Template { get; }

    /// <summary>ecCodes' name of the packing, such as <c>grid_simple</c> or <c>grid_ccsds</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Values stored: those of the grid's points that no bitmap leaves out. A message of edition 1 with a bitmap does not say how many
    /// they are: then the most that may be.
    /// </summary>
    public int ValueCount { get; }

    /// <summary>Bits of a packed value (of a group's reference in complex packing); 0 in a constant field.</summary>
    public int BitsPerValue { get; }

    /// <summary>The smallest packed number's value before decimal scaling (R); 0 where the packing has none.</summary>
    public double ReferenceValue { get; }

    /// <summary>
    /// The smallest difference between two values, 2^E × 10^-D: the precision of the field; 0 where the packing has none.
    /// </summary>
    public double Step { get; }

    /// <summary>Whether this library can decode it.</summary>
    public virtual bool IsSupported => true;

    /// <summary>Such as <c>grid_ccsds, 16 bits</c>.</summary>
    public override string ToString() => $"{Name}, {BitsPerValue} bits";

    /// <summary>Whether single values can be taken out without decoding the others.</summary>
    internal virtual bool AllowsRandomAccess => false;

    /// <summary>
    /// The fewest bytes of data that the declared values can lie in; packings that shrink without bound have none. Checked when the
    /// headers are read, so that a damaged count never becomes an allocation.
    /// </summary>
    internal virtual long LeastDataBytes => 0;

    /// <summary>
    /// Whether the message itself says how many values are stored; false in edition 1, where with a bitmap its bits alone tell.
    /// </summary>
    internal virtual bool CountsValues => true;

    /// <summary>Decodes all <see cref="ValueCount"/> values.</summary>
    /// <param name="data">Section 7 without its five octets of header.</param>
    /// <param name="values">Exactly <see cref="ValueCount"/> long; missing values become NaN.</param>
    /// <exception cref="GribFormatException">The data contradict the header; its byte offset counts from the start of the data.</exception>
    internal abstract void Decode(ReadOnlySpan<byte> data, Span<double> values);

    /// <summary>As <see cref="Decode"/>, of a field with a bitmap: of edition 1's packings one needs it, to know the rows.</summary>
    /// <param name="data">As for <see cref="Decode"/>.</param>
    /// <param name="bitmap">The bitmap's bytes.</param>
    /// <param name="values">One for each bit that is set.</param>
    internal virtual void DecodePresent(ReadOnlySpan<byte> data, ReadOnlySpan<byte> bitmap, Span<double> values) => Decode(data, values);

    /// <summary>
    /// Brings the values of all points, missing ones too, into the order that the grid tells, where the packing has stored them in another.
    /// </summary>
    internal virtual void Rearrange(Span<double> values)
    {
    }

    /// <summary>Decodes one value; only where <see cref="AllowsRandomAccess"/>.</summary>
    /// <param name="window">The bytes from <see cref="WindowOf"/>.</param>
    /// <param name="index">Number of the value among those stored.</param>
    internal virtual double DecodeOne(ReadOnlySpan<byte> window, int index) => throw new NotSupportedException(Name);

    /// <summary>Which bytes of the data hold one value; at most 8.</summary>
    internal virtual (long Offset, int Length) WindowOf(int index) => throw new NotSupportedException(Name);
}
