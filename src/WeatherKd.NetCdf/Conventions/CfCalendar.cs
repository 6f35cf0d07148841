namespace WeatherKd.NetCdf.Conventions;

/// <summary>
/// The calendars of the CF conventions (section 4.4.1) whose days are days: dates of each are turned into Julian day numbers, which count
/// days
/// without a gap since 4714 BC. (Formulas: Richards, "Calendars", in Urban and Seidelmann, Explanatory Supplement to the Astronomical
/// Almanac, 2013.)
/// </summary>
internal static class CfCalendar
{
    /// <summary>Julian day number of 1 January of the year 1 in the Gregorian calendar, where .NET's dates begin.</summary>
    private const long FirstDotNetDay = 1_721_426;

    private static readonly (int Year, int Month, int Day) LastJulian = (1582, 10, 4);
    private static readonly (int Year, int Month, int Day) FirstGregorian = (1582, 10, 15);

    /// <summary>
    /// Whether dates of a calendar are read: those of models without leap days or with months of 30 days are no days of weather.
    /// </summary>
    /// <param name="calendar">Name of the calendar, in lower case.</param>
    public static bool IsRead(string calendar) => calendar is "standard" or "gregorian" or "proleptic_gregorian" or "julian";

    /// <summary>Days from 1 January of the year 1 in the Gregorian calendar to a date; negative before it.</summary>
    /// <param name="calendar">Name of a calendar that <see cref="IsRead"/>, in lower case.</param>
    /// <param name="year">Year; 0 and negative ones are years of the astronomers' count.</param>
    /// <param name="month">Month, 1 to 12.</param>
    /// <param name="day">Day of the month.</param>
    /// <returns>Null where the calendar has no such date.</returns>
    public static long? Days(string calendar, int year, int month, int day)
    {
        var date = (year, month, day);
        var isMixed = calendar is "standard" or "gregorian";
        var isJulian = calendar == "julian" || (isMixed && date.CompareTo(FirstGregorian) < 0);
        var isInTheGap = isMixed && date.CompareTo(LastJulian) > 0 && date.CompareTo(FirstGregorian) < 0;
        var astronomers = isJulian && year < 0 ? year + 1 : year;

        // The calendars of history have no year 0: 1 BC is followed by AD 1.
        if (isInTheGap || (isJulian && year == 0) || month is < 1 or > 12 || day < 1 || day > DaysOfMonth(astronomers, month, isJulian))
        {
            return null;
        }

        return JulianDay(astronomers, month, day, isJulian) - FirstDotNetDay;
    }

    private static int DaysOfMonth(int year, int month, bool isJulian)
    {
        var isLeap = year % 4 == 0 && (isJulian || year % 100 != 0 || year % 400 == 0);
        return month switch
        {
            2 => isLeap ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };
    }

    private static long JulianDay(long year, int month, int day, bool isJulian)
    {
        // Counted from March, so that the leap day is the last of its year; moved so far that all divisions are of positive numbers.
        const int Shift = 400_000;
        var months = (14 - month) / 12;
        var y = year + 4800 + Shift - months;
        var m = month + (12 * months) - 3;
        var days = day + (((153 * m) + 2) / 5) + (365 * y) + (y / 4);
        return isJulian
            ? days - 32_083 - (Shift / 4 * 1461L)
            : days - (y / 100) + (y / 400) - 32_045 - (Shift / 400 * 146_097L);
    }
}
