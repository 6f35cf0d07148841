namespace WeatherKd.Grib.Products;

/// <summary>
/// Reads section 4. Octets 12 to 34 of template 4.0 stand in all templates that are known here; in 4.48, the aerosol's description pushes
/// them back by 24. Of other templates only the parameter's numbers are read, which stand in all of them.
/// </summary>
internal static class ProductReader
{
    private const int Missing8 = 255;
    private const uint Missing32 = uint.MaxValue;

    /// <summary>Code table 4.11, type 1: the fields processed belong to runs that start one after the other, for the same forecast time.</summary>
    private const int SuccessiveRuns = 1;

    private const int AerosolTemplate = 48;
    private const int AerosolOctets = 24;

    /// <summary>Code table 4.5: no level is given.</summary>
    private const int NoLevel = 255;

    public static Product Read(Octets section, int discipline, int centre, DateTimeOffset referenceTime)
    {
        var template = section.U16(8);
        var parameter = ReadParameter(section, template, discipline, centre);
        var derivation = Derivation.Read(section, template);
        if (template is not (<= 12 or 15 or AerosolTemplate or 60 or 61))
        {
            return new Product(template, parameter, Missing8, Missing8, referenceTime, new Level(NoLevel, null), null, null, derivation);
        }

        var shift = template == AerosolTemplate ? AerosolOctets : 0;
        var forecastStart = ForecastClock.Add(referenceTime, section.U8(18 + shift), section.S32(19 + shift), section, 19 + shift);
        return new Product(
            template,
            parameter,
            section.U8(12 + shift),
            section.U8(14 + shift),
            forecastStart,
            ReadLevel(section, shift),
            template is 1 or 11 or 60 or 61 ? new EnsembleMember(section.U8(35), section.U8(36), section.U8(37)) : null,
            PeriodOctet(template) is { } octet ? ReadPeriod(section, octet, forecastStart) : null,
            derivation);
    }

    /// <summary>Where the end of the period stands, with what follows it; null for templates of an instant.</summary>
    private static int? PeriodOctet(int template) => template switch
    {
        8 => 35,
        9 => 48,
        10 => 36,
        11 => 38,
        12 => 37,
        61 => 45,
        _ => null,
    };

    private static Parameter ReadParameter(Octets section, int template, int discipline, int centre)
    {
        int category = section.U8(10), number = section.U8(11);
        return template == AerosolTemplate
            ? ParameterTable.FindAerosol(discipline, category, number, section.U16(12), ReadScaled(section, 15))
            : ParameterTable.Find(discipline, category, number, centre);
    }

    private static Level ReadLevel(Octets section, int shift)
    {
        int firstType = section.U8(23 + shift), secondType = section.U8(29 + shift);
        return secondType == Missing8
            ? new Level(firstType, ReadScaled(section, 24 + shift))
            : new Level(firstType, ReadScaled(section, 24 + shift), secondType, ReadScaled(section, 30 + shift));
    }

    /// <summary>A scale factor in one octet, a scaled value in the next four.</summary>
    private static double? ReadScaled(Octets section, int octet) =>
        section.U8(octet) == Missing8 || section.U32(octet + 1) == Missing32
            ? null
            : DecimalScale.Apply(section.S32(octet + 1), section.S8(octet));

    /// <summary>
    /// With one time range, the period ends its length after its start, as ecCodes reckons: some centres (the NWS's NDFD among them)
    /// leave a wrong end time in octets 35-41. Several ranges mean processing within processing, of which the first, the outermost, is
    /// what the values are; then the end time counts.
    /// </summary>
    private static StatisticalPeriod ReadPeriod(Octets section, int octet, DateTimeOffset forecastStart)
    {
        int ranges = section.U8(octet + 7), range = octet + 12;
        if (ranges == 0)
        {
            throw section.Error("a statistical product needs at least one time range, 0 given", octet + 7);
        }

        var process = (StatisticalProcess)section.U8(range);
        int increment = section.U8(range + 1), unit = section.U8(range + 2);
        var length = section.U32(range + 3);
        var hasLength = ranges == 1 && increment != SuccessiveRuns && unit != Missing8 && length != Missing32;
        var end = hasLength ? ForecastClock.Add(forecastStart, unit, length, section, range + 3) : section.Time(octet);
        if (end < forecastStart)
        {
            throw section.Error($"the period ends at {end:u}, before it starts at {forecastStart:u}", octet);
        }

        return new StatisticalPeriod(process, forecastStart, end);
    }
}
