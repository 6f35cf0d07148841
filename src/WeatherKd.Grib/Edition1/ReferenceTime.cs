namespace WeatherKd.Grib.Edition1;

/// <summary>Octets 13 to 17 and 25 of section 1: year of the century (1 to 100), month, day, hour, minute, and the century.</summary>
internal static class ReferenceTime
{
    /// <summary>UTC; null where the octets hold no date.</summary>
    public static DateTimeOffset? Read(Octets section)
    {
        int yearOfCentury = section.U8(13), month = section.U8(14), day = section.U8(15), hour = section.U8(16), minute = section.U8(17);
        var year = ((section.U8(25) - 1) * 100) + yearOfCentury;
        var exists = year is >= 1 and <= 9999 && yearOfCentury <= 100 && month is >= 1 and <= 12 && day >= 1
            && day <= DateTime.DaysInMonth(year, month) && (hour < 24 || (hour == 24 && year < 9999)) && minute < 60;

        // Hour 24 is the next day's hour 0, as some encoders of means write it.
        return exists
            ? new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).AddHours(hour).AddMinutes(minute)
            : null;
    }
}
