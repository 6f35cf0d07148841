using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Forecasts;
using WeatherKd.Api.Health;
using WeatherKd.Api.Stations;

namespace WeatherKd.Api;

/// <summary>All addresses that the API answers. Hosts map this table and nothing else.</summary>
public static class ApiRoutes
{
    /// <summary>Prefix of the addresses of this version of the API.</summary>
    public const string Prefix = "/api/v1";

    /// <summary>The table.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        Read<ForecastEndpoint>(Prefix + "/forecast", (e, c) => e.GetAsync(c)),
        Read<StationEndpoints>(Prefix + "/stations", (e, c) => e.ListAsync(c)),
        Read<StationEndpoints>(Prefix + "/stations/{id}", (e, c) => e.GetAsync(c)),
        new(HttpMethods.Get, "/healthz", Access.Read, Guard.Around(HealthEndpoints.LiveAsync)),
        Read<HealthEndpoints>("/readyz", (e, c) => e.ReadyAsync(c)),
    ];

    private static ApiRoute Read<T>(string pattern, Func<T, HttpContext, Task<IResult>> answer)
        where T : notnull =>
        new(HttpMethods.Get, pattern, Access.Read, Guard.Around(context => answer(context.RequestServices.GetRequiredService<T>(), context)));
}
