using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Forecasts;
using WeatherKd.Api.Health;
using WeatherKd.Api.Pipeline;
using WeatherKd.Api.Stations;
using WeatherKd.Api.Students;
using WeatherKd.Settings;

namespace WeatherKd.Api;

/// <summary>Puts the API into a host.</summary>
public static class WeatherKdApi
{
    private const string AnyOrigin = "read from any origin";

    /// <summary>
    /// Kestrel closes the connection of what is longer without a word; until there <see cref="Guard"/> says what is wrong. Kestrel's buffer
    /// of a request allows no more.
    /// </summary>
    private const int LongestRequestLine = 1 << 20;

    /// <summary>Adds what the endpoints need beside the domain's services. Every host calls it.</summary>
    /// <param name="services">Where to add.</param>
    /// <param name="configuration">Section <c>Api</c>.</param>
    public static IServiceCollection AddWeatherKdApi(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<ApiOptions>(configuration, "Api")
        .AddCors(Configure)
        .Configure<KestrelServerOptions>(o => o.Limits.MaxRequestLineSize = LongestRequestLine)
        .AddRateLimiter(_ => { })
        .AddSingleton<IConfigureOptions<RateLimiterOptions>>(p => new ConfigureOptions<RateLimiterOptions>(o => Configure(
            o,
            p.GetRequiredService<IOptions<ApiOptions>>().Value)))
        .AddSingleton<StationCatalogue>()
        .AddSingleton<StationEndpoints>()
        .AddSingleton<ObservedHours>()
        .AddSingleton<ObservationsEndpoint>()
        .AddSingleton<ForecastLineage>()
        .AddSingleton<ForecastChoice>()
        .AddSingleton<RecentSkill>()
        .AddSingleton<HeardStations>()
        .AddSingleton<ForecastEndpoint>()
        .AddSingleton<LearningCurves>()
        .AddSingleton<StudentIds>()
        .AddSingleton<StudentEndpoints>()
        .AddSingleton<ServiceEndpoints>()
        .AddSingleton<ArrivedFiles>()
        .AddSingleton<StandingAlarms>()
        .AddSingleton<PipelineEndpoint>()
        .AddSingleton<RunEndpoints>()
        .AddSingleton<RetrainEndpoint>()
        .AddSingleton<QuarantineEndpoint>()
        .AddSingleton<AlarmsEndpoint>()
        .AddSingleton<BackfillEndpoint>()
        .AddSingleton<HealthEndpoints>();

    /// <summary>
    /// Maps all of <see cref="ApiRoutes"/> in a host on ASP.NET Core, with what the Functions platform does for its host: the admin key,
    /// cross-origin reads and a limit
    /// on requests at once.
    /// </summary>
    public static void MapWeatherKdApi(this WebApplication application)
    {
        application.UseStatusCodePages(context => AnswerBareStatusAsync(context.HttpContext));
        application.UseCors();
        application.UseRateLimiter();
        foreach (var route in ApiRoutes.All)
        {
            string[] methods = HttpMethods.IsGet(route.Method) ? [HttpMethods.Get, HttpMethods.Head] : [route.Method];
            var endpoint = application.MapMethods(route.Pattern, methods, context => AnswerAsync(route, context));
            if (route.Access == Access.Read)
            {
                endpoint.RequireCors(AnyOrigin);
            }

            if (route.Pattern == ApiRoutes.Live)
            {
                // A busy service is alive: whoever watches it must not restart it for that.
                endpoint.DisableRateLimiting();
            }
        }
    }

    private static async Task AnswerAsync(ApiRoute route, HttpContext context)
    {
        var answer = (route.Access == Access.Admin ? AdminKey.Refuse(context) : null) ?? await route.Handler(context);
        await answer.ExecuteAsync(context);
    }

    /// <summary>What routing and the server refuse by themselves gets the same form as other problems.</summary>
    private static Task AnswerBareStatusAsync(HttpContext context)
    {
        var (type, title, detail) = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound =>
                ("not-found", "Not found", $"Nothing is served at this address; {ApiAddress.Prefix}/openapi.json lists all addresses."),
            StatusCodes.Status405MethodNotAllowed =>
                ("method", "Method not allowed", $"This address does not answer {context.Request.Method}."),
            _ => ("refused", "Refused", "The request was refused."),
        };
        return new Problem(context.Response.StatusCode, type, title, detail).ExecuteAsync(context);
    }

    private static void Configure(CorsOptions options) => options.AddPolicy(AnyOrigin, policy => policy
        .AllowAnyOrigin()
        .WithMethods(HttpMethods.Get, HttpMethods.Head)
        .WithHeaders("If-None-Match", "If-Modified-Since")
        .WithExposedHeaders("ETag", "Retry-After")
        .SetPreflightMaxAge(TimeSpan.FromHours(1)));

    private static void Configure(RateLimiterOptions options, ApiOptions api)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(_ => RateLimitPartition.GetConcurrencyLimiter(
            true,
            _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = api.MaximumConcurrentRequests,
                QueueLimit = api.MaximumConcurrentRequests,
            }));
        options.OnRejected = async (rejected, _) => await new Problem(
            StatusCodes.Status429TooManyRequests,
            "too-many-requests",
            "Too many requests at once",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The service works on {api.MaximumConcurrentRequests} requests at once and as many wait. Come again in a second."))
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        }.ExecuteAsync(rejected.HttpContext);
    }
}
