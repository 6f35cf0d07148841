using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Api.Forecasts;
using WeatherKd.Api.Health;
using WeatherKd.Api.Stations;

namespace WeatherKd.Api;

/// <summary>Puts the API into a host.</summary>
public static class WeatherKdApi
{
    /// <summary>Adds what the endpoints need beside the domain's services. Every host calls it.</summary>
    /// <param name="services">Where to add.</param>
    /// <param name="configuration">Section <c>Api</c>.</param>
    public static IServiceCollection AddWeatherKdApi(this IServiceCollection services, IConfiguration configuration) => services
        .Configure<ApiOptions>(configuration.GetSection("Api"))
        .AddSingleton<StationCatalogue>()
        .AddSingleton<StationEndpoints>()
        .AddSingleton<ForecastLineage>()
        .AddSingleton<ForecastEndpoint>()
        .AddSingleton<HealthEndpoints>();

    /// <summary>Maps all of <see cref="ApiRoutes"/> in a host on ASP.NET Core. Azure Functions has its own way to the same table.</summary>
    public static void MapWeatherKdApi(this WebApplication application)
    {
        foreach (var route in ApiRoutes.All)
        {
            string[] methods = HttpMethods.IsGet(route.Method) ? [HttpMethods.Get, HttpMethods.Head] : [route.Method];
            application.MapMethods(route.Pattern, methods, async context => await (await route.Handler(context)).ExecuteAsync(context));
        }
    }
}
