using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Forecasts;
using WeatherKd.Api.Health;
using WeatherKd.Api.Page;
using WeatherKd.Api.Pipeline;
using WeatherKd.Api.Stations;
using WeatherKd.Api.Students;

namespace WeatherKd.Api;

/// <summary>All addresses that the API answers. Hosts map this table and nothing else.</summary>
public static class ApiRoutes
{
    /// <summary>Where the process says that it is alive.</summary>
    internal const string Live = "/healthz";

    /// <summary>Every route, with the handler that answers it and who may ask.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        Read<ForecastEndpoint>(ApiAddress.Prefix + "/forecast", (e, c) => e.GetAsync(c)),
        Read<StationEndpoints>(ApiAddress.Prefix + "/stations", (e, c) => e.ListAsync(c)),
        Read<StationEndpoints>(ApiAddress.Prefix + "/stations/{id}", (e, c) => e.GetAsync(c)),
        Read<ObservationsEndpoint>(ApiAddress.Prefix + "/stations/{id}/observations", (e, c) => e.GetAsync(c)),
        Read<StudentEndpoints>(ApiAddress.Prefix + "/students", (e, c) => e.ListAsync(c)),
        Read<StudentEndpoints>(ApiAddress.Prefix + "/students/champion", (e, c) => e.ChampionAsync(c)),
        Read<StudentEndpoints>(ApiAddress.Prefix + "/students/{id}", (e, c) => e.GetAsync(c)),
        Change<ServiceEndpoints>(ApiAddress.Prefix + "/students/{id}/promote", (e, c) => e.PromoteAsync(c)),
        Change<ServiceEndpoints>(ApiAddress.Prefix + "/students/rollback", (e, c) => e.RollbackAsync(c)),
        Read<StudentEndpoints>(ApiAddress.Prefix + "/verification", (e, c) => e.VerificationAsync(c)),
        Read<PipelineEndpoint>(ApiAddress.Prefix + "/pipeline", (e, c) => e.GetAsync(c)),
        Read<RunEndpoints>(ApiAddress.Prefix + "/pipeline/runs", (e, c) => e.ListAsync(c)),
        Read<RunEndpoints>(ApiAddress.Prefix + "/pipeline/runs/{id}", (e, c) => e.GetAsync(c)),
        Change<RetrainEndpoint>(ApiAddress.Prefix + "/pipeline/retrain", (e, c) => e.PostAsync(c)),
        Change<QuarantineEndpoint>(ApiAddress.Prefix + "/pipeline/quarantine/retry", (e, c) => e.RetryAsync(c)),
        Change<AlarmsEndpoint>(ApiAddress.Prefix + "/pipeline/alarms/acknowledge", (e, c) => e.AcknowledgeAsync(c)),
        Change<BackfillEndpoint>(ApiAddress.Prefix + "/pipeline/backfill", (e, c) => e.PostAsync(c)),
        Embedded(ApiAddress.Prefix + "/openapi.json", "openapi.json"),
        Embedded(ApiAddress.Prefix + "/docs", "wwwroot/docs.html"),
        Embedded("/", "wwwroot/index.html"),
        new(HttpMethods.Get, "/assets/{name}", Access.Read, Guard.Around(PageEndpoint.AssetAsync)),
        new(HttpMethods.Get, Live, Access.Read, Guard.Around(HealthEndpoints.LiveAsync)),
        Read<HealthEndpoints>("/readyz", (e, c) => e.ReadyAsync(c)),
    ];

    private static ApiRoute Embedded(string pattern, string name) =>
        new(HttpMethods.Get, pattern, Access.Read, Guard.Around(_ => Task.FromResult<IResult>(EmbeddedFiles.Find(name)!)));

    private static ApiRoute Change<T>(string pattern, Func<T, HttpContext, Task<IResult>> answer)
        where T : notnull =>
        Read(pattern, answer) with { Method = HttpMethods.Post, Access = Access.Admin };

    private static ApiRoute Read<T>(string pattern, Func<T, HttpContext, Task<IResult>> answer)
        where T : notnull =>
        new(
            HttpMethods.Get,
            pattern,
            Access.Read,
            Guard.Around(context => answer(context.RequestServices.GetRequiredService<T>(), context)));
}
