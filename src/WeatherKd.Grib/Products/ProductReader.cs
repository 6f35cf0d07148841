namespace WeatherKd.Grib.Products;

/// <summary>
/// Reads section 4 part by part, as <see cref="ProductTemplates"/> has them. Of other templates only the parameter's numbers are read,
/// which stand in all of them. A time that cannot be read is null and costs the field nothing else.
/// </summary>
internal ref struct ProductReader
{
    private const int Missing8 = 255;

    /// <summary>Code table 4.5: no level is given.</summary>
    private const int NoLevel = 255;

    private readonly Octets _section;
    private readonly DateTimeOffset? _referenceTime;
    private int _octet = 12;
    private int _processType = Missing8;
    private int _process = Missing8;
    private DateTimeOffset? _forecast;
    private Level _level = new(NoLevel, null);
    private EnsembleMember? _member;
    private StatisticalPeriod? _period;
    private int? _derived;
    private ProbabilityEvent? _probability;
    private double? _percentile;
    private int? _chemical;
    private int? _aerosol;
    private double? _size;

    private ProductReader(Octets section, DateTimeOffset? referenceTime)
    {
        _section = section;
        _referenceTime = referenceTime;
    }

    /// <param name="section">Section 4.</param>
    /// <param name="discipline">Code table 0.0.</param>
    /// <param name="centre">Who issued it, for numbers that mean something else at each centre.</param>
    /// <param name="referenceTime">Section 1's; null where it is no date.</param>
    public static Product Read(Octets section, int discipline, int centre, DateTimeOffset? referenceTime)
    {
        var reader = new ProductReader(section, referenceTime);
        var template = section.U16(8);
        var parts = ProductTemplates.Parts(template);
        foreach (var part in parts)
        {
            reader._octet += reader.Read(part);
        }

        return reader.Make(template, discipline, centre, parts);
    }

    private readonly Product Make(int template, int discipline, int centre, ReadOnlySpan<ProductPart> parts)
    {
        int category = _section.U8(10), number = _section.U8(11);
        var parameter = _aerosol is { } type
            ? ParameterTable.FindAerosol(discipline, category, number, type, _size)
            : ParameterTable.Find(discipline, category, number, centre);
        var product = new Product(template, parameter, _processType, _process, _forecast, _level, _member, _period, Derivation: null)
        {
            DerivedForecast = _derived,
            Probability = _probability,
            Percentile = _percentile,
            Constituent = _chemical ?? _aerosol,
        };
        return product with { Derivation = Derivation.Of(product, parts) };
    }

    /// <summary>Octets that the part takes, once read.</summary>
    private int Read(ProductPart part)
    {
        switch (part)
        {
            case ProductPart.Process:
                (_processType, _process) = (_section.U8(_octet), _section.U8(_octet + 2));
                return 3;
            case ProductPart.ObservationProcess:
                (_processType, _process) = (_section.U8(_octet), _section.U8(_octet + 1));
                return 2;
            case ProductPart.Time:
                return ReadTime();
            case ProductPart.Surfaces:
                _level = ReadLevel();
                return 12;
            case ProductPart.Member:
                _member = new EnsembleMember(_section.U8(_octet), _section.U8(_octet + 1), _section.U8(_octet + 2));
                return 3;
            case ProductPart.LargeMember:
                _member = new EnsembleMember(_section.U8(_octet), ReadCount(_octet + 1), ReadCount(_octet + 5));
                return 9;
            case ProductPart.MemberWithoutType:
                _member = new EnsembleMember(Missing8, _section.U8(_octet), _section.U8(_octet + 1));
                return 2;
            case ProductPart.Derived:
                _derived = _section.U8(_octet);
                return 2;
            case ProductPart.Probability:
                _probability = new ProbabilityEvent(_section.U8(_octet + 2), _section.Scaled(_octet + 3), _section.Scaled(_octet + 8));
                return 13;
            case ProductPart.Percentile:
                _percentile = _section.U8(_octet) is var percentile && percentile != Missing8 ? percentile : null;
                return 1;
            case ProductPart.Quantile:
                _percentile = _section.U16(_octet) is var quantiles && quantiles != 0 ? 100.0 * _section.U16(_octet + 2) / quantiles : null;
                return 4;
            case ProductPart.Interval:
                _period = IntervalReader.Read(_section, _octet, _forecast);
                return IntervalReader.Length(_section, _octet);
            case ProductPart.Chemical:
                _chemical = _section.U16(_octet);
                return 2;
            case ProductPart.Aerosol:
                _aerosol = _section.U16(_octet);
                return 2;
            case ProductPart.Size:
                _size = _section.Scaled(_octet + 1);
                return 11;
            default:
                return LengthOf(part);
        }
    }

    /// <summary>Octets of a part of which nothing is kept.</summary>
    private readonly int LengthOf(ProductPart part) => part switch
    {
        ProductPart.RectangularCluster => 32,
        ProductPart.CircularCluster => 28,
        ProductPart.Area => 3,
        ProductPart.Bands => 1 + (11 * _section.U8(_octet)),
        ProductPart.Wave => 11,
        ProductPart.Source => 1,
        ProductPart.Distribution => 7 + (5 * _section.U8(_octet + 6)),
        ProductPart.Partition => 4 + (2 * _section.U8(_octet + 1)),
        ProductPart.Tile => 6,
        ProductPart.Categories => 1 + (12 * _section.U8(_octet)),
        ProductPart.ModelVersion => 7,
        ProductPart.PostProcessing => 5,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "the part is read elsewhere"),
    };

    /// <summary>
    /// Template 4.44 was published with a forecast time of two octets, and is written with four as well (its successor is 4.50): the
    /// section's length tells which.
    /// </summary>
    private int ReadTime()
    {
        const int ShortAerosolSection = 45, VerticalCoordinateOctets = 4;
        int unitOctet = _octet + 3, coordinates = _section.U16(6);
        if (_section.U16(8) == 44 && _section.Length - (VerticalCoordinateOctets * coordinates) == ShortAerosolSection)
        {
            var count = _section.U16(unitOctet + 1);
            _forecast = ForecastClock.Add(_referenceTime, _section.U8(unitOctet), count == ushort.MaxValue ? null : count);
            return 6;
        }

        _forecast = ForecastClock.Add(_referenceTime, _section.U8(unitOctet), ForecastClock.ReadCount(_section, unitOctet));
        return 8;
    }

    private readonly Level ReadLevel()
    {
        int firstType = _section.U8(_octet), secondType = _section.U8(_octet + 6);
        return secondType == Missing8
            ? new Level(firstType, _section.Scaled(_octet + 1))
            : new Level(firstType, _section.Scaled(_octet + 1), secondType, _section.Scaled(_octet + 7));
    }

    private readonly int ReadCount(int octet) => (int)Math.Min(_section.U32(octet), int.MaxValue);
}
