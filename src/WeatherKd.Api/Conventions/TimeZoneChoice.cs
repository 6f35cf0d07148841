using WeatherKd.Stations;

namespace WeatherKd.Api.Conventions;

/// <summary>The time zone that a request asks for by <c>timezone=</c>.</summary>
/// <param name="Auto">Whether each station's own is wanted.</param>
/// <param name="Zone">The zone; null for UTC, whose labels end in <c>Z</c>.</param>
internal sealed record TimeZoneChoice(bool Auto, TimeZoneInfo? Zone)
{
    /// <summary>Reads the parameter; UTC where it is not given.</summary>
    /// <exception cref="BadParameterException">There is no such zone.</exception>
    public static TimeZoneChoice Read(QueryReader reader)
    {
        const string Allowed = "a name of the IANA time zone database, e.g. Asia/Seoul, or auto for the station's own";
        return reader.Text("timezone", Allowed) switch
        {
            null => new TimeZoneChoice(false, null),
            "auto" => new TimeZoneChoice(true, null),
            { } name =>
                new TimeZoneChoice(false, Find(name, out var zone) ? zone : throw new BadParameterException("timezone", name, Allowed)),
        };
    }

    /// <summary>The zone of a station's labels; null for UTC, also where its own is wanted and its position is not known.</summary>
    public TimeZoneInfo? Of(Station station) => Auto
        ? station is { Latitude: { } north, Longitude: { } east } && Find(TimeZoneMap.At(north, east), out var zone) ? zone : null
        : Zone;

    /// <summary>
    /// Names of the database only: what looks like a path must not reach the file system. Null where the zone is UTC by any of its names.
    /// </summary>
    private static bool Find(string name, out TimeZoneInfo? zone)
    {
        zone = null;
        var canBeName = name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');
        if (!canBeName || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
        {
            return false;
        }

        zone = found.HasSameRules(TimeZoneInfo.Utc) ? null : found;
        return true;
    }
}
