namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// Coding parameters as the markers of a header set them. A segment for the component counts more than one for all
/// components, and the tile's own header more than the main header (A.6).
/// </summary>
internal sealed class CodingParameters
{
    private CodingStyle? _style;
    private Quantization? _quantization;
    private byte[]? _componentStyle;
    private bool _hasComponentQuantization;
    private bool _hasInheritedChanges;

    public CodingStyle Style => _style ?? throw new GribFormatException("JPEG 2000: no coding style (marker COD)");

    public Quantization Quantization => _quantization ?? throw new GribFormatException("JPEG 2000: no quantization (marker QCD)");

    /// <summary>Bits by which coefficients of a region of interest are raised (annex H); 0 without one.</summary>
    public int RegionShift { get; private set; }

    /// <summary>Stretches of packets in changing orders; empty where the style's order holds throughout.</summary>
    public List<ProgressionChange> Changes { get; private init; } = [];

    /// <summary>A copy for a tile, whose segments for all components count more than those of the main header for one.</summary>
    public CodingParameters Copy() =>
        new()
        {
            _style = _style,
            _quantization = _quantization,
            RegionShift = RegionShift,
            Changes = [.. Changes],
            _hasInheritedChanges = true,
        };

    /// <summary>Takes over a marker segment if it is one of those that set parameters.</summary>
    public void Apply(int marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case Marker.CodingStyleDefault:
                _style = CodingStyle.ReadDefault(segment);
                if (_componentStyle is not null)
                {
                    _style = _style.WithComponentSegment(_componentStyle);
                }

                break;
            case Marker.CodingStyleComponent:
                _componentStyle = segment.ToArray();
                _style = _style?.WithComponentSegment(segment);
                break;
            case Marker.QuantizationDefault when !_hasComponentQuantization:
                _quantization = Quantization.ReadDefault(segment);
                break;
            case Marker.QuantizationComponent:
                _quantization = Quantization.ReadComponent(segment);
                _hasComponentQuantization = true;
                break;
            case Marker.RegionOfInterest:
                var reader = new MarkerReader(segment);
                var (component, kind, shift) = (reader.Byte(), reader.Byte(), reader.Byte());
                RegionShift = component == 0 && kind == 0 && shift <= 37
                    ? shift
                    : throw new GribFormatException(
                        $"JPEG 2000: a region of interest of kind {kind} with a shift of {shift} bits in component {component}");
                break;
            case Marker.ProgressionOrderChange:
                if (_hasInheritedChanges)
                {
                    Changes.Clear();
                    _hasInheritedChanges = false;
                }

                ProgressionChange.Read(segment, Changes);
                break;
            default:
                break;
        }
    }
}
