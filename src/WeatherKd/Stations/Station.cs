namespace WeatherKd.Stations;

/// <summary>A place where the weather is observed and forecast.</summary>
/// <param name="Id">The provider's id, e.g. <c>129</c>; 1–64 characters out of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
/// <param name="Name">Name for people; null where it is not known.</param>
/// <param name="Latitude">Degrees north, −90 to 90; null where it is not known.</param>
/// <param name="Longitude">
/// Degrees east, −180 to 180 (or up to 360, brought into that range on reading); null where it is not known.
/// </param>
/// <param name="Elevation">Height above sea level, in m; null where it is not known.</param>
public sealed record Station(string Id, string? Name = null, double? Latitude = null, double? Longitude = null, double? Elevation = null)
{
    /// <summary>Whether a text can be a station's id. Ids become parts of blob names and URLs, so their alphabet is small.</summary>
    public static bool IsValidId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > 64 || id[0] == '.')
        {
            return false;
        }

        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
