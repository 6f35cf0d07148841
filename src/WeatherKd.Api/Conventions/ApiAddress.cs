namespace WeatherKd.Api.Conventions;

/// <summary>Where the API is served.</summary>
public static class ApiAddress
{
    /// <summary>Prefix of the addresses of this version of the API.</summary>
    public const string Prefix = "/api/v1";
}
