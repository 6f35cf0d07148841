using System.Buffers;
using WeatherKd.Grib.Edition1;
using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;
using WeatherKd.Grib.Products;
using WeatherKd.Grib.Reading;

namespace WeatherKd.Grib;

/// <summary>
/// One field of a GRIB file: a parameter at a level and time, on a grid. The header is in memory; the values are read by
/// <see cref="Decode()"/> or, for a few points, by a <see cref="PointSampler"/>.
/// </summary>
public sealed class GribField
{
    private readonly FieldSections _sections;

    internal GribField(FieldSections sections) => _sections = sections;

    /// <summary>1-based number of the field's message in the file, all editions counted.</summary>
    public int MessageNumber => _sections.MessageNumber;

    /// <summary>1-based number of the field in its message; above 1 only in messages with repeated sections.</summary>
    public int NumberInMessage => _sections.NumberInMessage;

    /// <summary>Where the message lies in the file.</summary>
    public ByteRange Message => _sections.Message;

    /// <summary>The edition of GRIB that the message is written in: 1 or 2.</summary>
    public int Edition => Edition1 is null ? 2 : 1;

    /// <summary>
    /// The numbers of a message of edition 1 as they stand in it; null in edition 2. All other properties give their equivalents in
    /// edition 2, so that one reader serves both.
    /// </summary>
    public Edition1Numbers? Edition1 => _sections.Edition1;

    /// <summary>Code table 0.0: 0 meteorology, 1 hydrology, 2 land surface, 10 oceanography.</summary>
    public int Discipline => _sections.Discipline;

    /// <summary>Who issued it.</summary>
    public Origin Origin => _sections.Identification.Origin;

    /// <summary>What the values are, in which unit.</summary>
    public Parameter Parameter => _sections.Product.Parameter;

    /// <summary>
    /// ecCodes' short name, which knows level and processing: <c>2t</c> for <see cref="Parameter"/> <c>t</c> at 2 m above ground,
    /// <c>10u</c>, <c>msl</c>; the parameter's own short name where ecCodes has no other.
    /// </summary>
    public string ShortName => ShortNames.Find(Parameter, Level, Period) ?? Parameter.ShortName;

    /// <summary>Product definition template 4.x (code table 4.0).</summary>
    public int ProductTemplate => _sections.Product.Template;

    /// <summary>
    /// What the values are instead of the parameter itself, in words: <c>mean of the members</c>, <c>probability above 273.15</c>,
    /// <c>percentile 90</c>; <c>product template 4.20</c> where only the parameter's numbers are known, and neither level nor forecast
    /// time. Null for the parameter itself.
    /// </summary>
    public string? Derivation => _sections.Product.Derivation;

    /// <summary>Code table 4.3: 0 analysis, 1 initialisation, 2 forecast, 4 ensemble forecast…</summary>
    public int GeneratingProcessType => _sections.Product.GeneratingProcessType;

    /// <summary>The centre's own number of the model.</summary>
    public int GeneratingProcess => _sections.Product.GeneratingProcess;

    /// <summary>
    /// Section 1's time, UTC: the run of a forecast, or what code table 1.2 says (<see cref="ReferenceTimeMeaning"/>). Null where its
    /// octets hold no date.
    /// </summary>
    public DateTimeOffset? ReferenceTime => _sections.Identification.ReferenceTime;

    /// <summary>Code table 1.2: 0 analysis, 1 start of forecast, 2 verifying time, 3 observation time.</summary>
    public int ReferenceTimeMeaning => _sections.Identification.ReferenceTimeMeaning;

    /// <summary>Code table 1.3: 0 operational, 1 test, 2 research…</summary>
    public int ProductionStatus => _sections.Identification.ProductionStatus;

    /// <summary>
    /// From reference time to forecast time; may be negative. For a statistical field it is what the message gives, with most centres the
    /// start of the <see cref="Period"/>. Null where the product template has none that is known here, or where it cannot be read.
    /// </summary>
    public TimeSpan? ForecastTime => _sections.Product.ForecastStart - ReferenceTime;

    /// <summary>What was done with the values over which period: a sum, a mean, an extreme; null for a field at a point in time.</summary>
    public StatisticalPeriod? Period => _sections.Product.Period;

    /// <summary>
    /// When the values hold, UTC: forecast time, or the end of the <see cref="Period"/>. Null where the message does not say it in a way
    /// known here.
    /// </summary>
    public DateTimeOffset? ValidTime => _sections.Product.Period is { } period ? period.End : _sections.Product.ForecastStart;

    /// <summary>From reference time to <see cref="ValidTime"/>; null where either is not known.</summary>
    public TimeSpan? LeadTime => ValidTime - ReferenceTime;

    /// <summary>The surface or layer.</summary>
    public Level Level => _sections.Product.Level;

    /// <summary>The ensemble member; null where the field is of no ensemble.</summary>
    public EnsembleMember? Member => _sections.Product.Member;

    /// <summary>Code table 4.7 of a field derived from the members: 0 mean, 4 spread, 8 minimum, 9 maximum…; null for others.</summary>
    public int? DerivedForecast => _sections.Product.DerivedForecast;

    /// <summary>The event whose probability the values are; null for others.</summary>
    public ProbabilityEvent? Probability => _sections.Product.Probability;

    /// <summary>The percentile that the values are, 0 to 100 (of quantile products as well); null for others.</summary>
    public double? Percentile => _sections.Product.Percentile;

    /// <summary>Code table 4.230 of a chemical, 4.233 of an aerosol (common table C-14); null for others.</summary>
    public int? Constituent => _sections.Product.Constituent;

    /// <summary>Where the points lie.</summary>
    public Grid Grid => _sections.Grid;

    /// <summary>How the values are stored.</summary>
    public Packing Packing => _sections.Packing;

    /// <summary>Whether a bitmap says which points have values.</summary>
    public bool HasBitmap => _sections.Bitmap is not null;

    /// <summary>Length of section 7's data, bytes.</summary>
    public long DataLength => _sections.Data.Length;

    /// <summary>All values in the order of the file (see <see cref="Grid"/> for the place of each), missing ones NaN.</summary>
    /// <returns>A new array of <c>Grid.PointCount</c> values; nothing else is allocated.</returns>
    /// <exception cref="GribFormatException">The packing is not supported, or the data contradict the header.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public double[] Decode()
    {
        var values = GC.AllocateUninitializedArray<double>(Grid.PointCount);
        Decode(values);
        return values;
    }

    /// <summary>As <see cref="Decode()"/>, into the caller's memory.</summary>
    /// <param name="values">Exactly <c>Grid.PointCount</c> long. After an exception its content is undefined.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    /// <exception cref="GribFormatException">The packing is not supported, or the data contradict the header.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public void Decode(Span<double> values)
    {
        if (values.Length != Grid.PointCount)
        {
            throw new ArgumentException($"{Grid.PointCount} values are needed, room for {values.Length} was given", nameof(values));
        }

        using var data = _sections.Source.Lease(_sections.Data.Offset, (int)_sections.Data.Length);
        var stored = values[..Math.Min(Packing.ValueCount, values.Length)];
        try
        {
            if (_sections.Bitmap is not { } range)
            {
                Packing.Decode(data.Bytes, stored);
                Packing.Rearrange(values);
                return;
            }

            using var bits = _sections.Source.Lease(range.Offset, Bitmap.BytesFor(values.Length));
            stored = values[..Bitmap.Check(bits.Bytes, values.Length, Packing)];
            Packing.DecodePresent(data.Bytes, bits.Bytes, stored);
            Bitmap.Spread(bits.Bytes, values, stored.Length);
            Packing.Rearrange(values);
        }
        catch (GribFormatException error) when (error.MessageNumber == 0)
        {
            throw Locate(error);
        }
    }

    /// <summary>As <see cref="Decode()"/>, in single precision: half the memory, 24 of a value's bits.</summary>
    /// <returns>A new array of <c>Grid.PointCount</c> values, missing ones NaN.</returns>
    /// <exception cref="GribFormatException">The packing is not supported, or the data contradict the header.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public float[] DecodeSingle()
    {
        var values = GC.AllocateUninitializedArray<float>(Grid.PointCount);
        Decode(values);
        return values;
    }

    /// <summary>As <see cref="DecodeSingle()"/>, into the caller's memory; working memory comes from the shared array pool.</summary>
    /// <param name="values">Exactly <c>Grid.PointCount</c> long. After an exception its content is undefined.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    /// <exception cref="GribFormatException">The packing is not supported, or the data contradict the header.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public void Decode(Span<float> values)
    {
        var rented = ArrayPool<double>.Shared.Rent(values.Length);
        try
        {
            var doubles = rented.AsSpan(0, values.Length);
            Decode(doubles);
            Narrowing.ToSingle(doubles, values);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// The octets of one of the message's sections as they stand, such as the centre's own section 2 or an unknown template.
    /// </summary>
    /// <param name="number">1 to 7, in edition 1 to 4. Section 6 may be one that an earlier field of the message has defined.</param>
    /// <returns>The section with its header, hence from octet 1 on; null where the message has none of this number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such section.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public byte[]? ReadSection(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 7);
        if (_sections.Sections[number] is not { } range)
        {
            return null;
        }

        var bytes = new byte[range.Length];
        _sections.Source.Read(range.Offset, bytes);
        return bytes;
    }

    /// <summary>Such as <c>t [K], height above ground 2 m, 2024-01-01T06:00Z +3 h</c>.</summary>
    public override string ToString()
    {
        var derived = Derivation is { } derivation ? $", {derivation}" : "";
        var time = ReferenceTime is { } run ? $"{run:yyyy-MM-dd'T'HH:mm'Z'}" : "no reference time";
        var lead = LeadTime is { } ahead ? $" +{ahead.TotalHours:0.##} h" : "";
        return $"{Parameter}{derived}, {Level}, {time}{lead}";
    }

    /// <summary>Bytes of the data section.</summary>
    internal ByteLease LeaseData() => _sections.Source.Lease(_sections.Data.Offset, (int)_sections.Data.Length);

    /// <summary>Fills the span from the data section.</summary>
    internal void ReadData(long offset, Span<byte> bytes) => _sections.Source.Read(_sections.Data.Offset + offset, bytes);

    /// <summary>Bytes of the bitmap; only where there is one.</summary>
    internal ByteLease LeaseBitmap() => _sections.Source.Lease(_sections.Bitmap!.Value.Offset, Bitmap.BytesFor(Grid.PointCount));

    /// <summary>Decoders know only their own bytes: this adds which message and where in the file.</summary>
    internal GribFormatException Locate(GribFormatException error) =>
        new(error.Message, MessageNumber, _sections.Data.Offset + Math.Max(0, error.ByteOffset), error);
}
