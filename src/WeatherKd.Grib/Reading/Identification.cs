using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Reading;

/// <summary>Section 1: who, and relative to which time.</summary>
internal sealed record Identification(
    Origin Origin,
    DateTimeOffset? ReferenceTime,
    int ReferenceTimeMeaning,
    int ProductionStatus,
    int ProcessedType)
{
    public static Identification Read(Octets section) => new(
        new Origin(section.U16(6), section.U16(8), section.U8(10), section.U8(11)),
        section.TryTime(13),
        section.U8(12),
        section.U8(20),
        section.U8(21));
}
