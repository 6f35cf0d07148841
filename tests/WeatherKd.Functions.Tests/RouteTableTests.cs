using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using WeatherKd.Api;
using WeatherKd.Functions.Http;

namespace WeatherKd.Functions.Tests;

public sealed class RouteTableTests
{
    private readonly RouteTable _routes = new(
    [
        Route("GET", "/api/v1/stations/{id}", Access.Read),
        Route("GET", "/api/v1/stations/nearest", Access.Read),
        Route("POST", "/api/v1/students/{id}/promote", Access.Admin),
        Route("GET", "/", Access.Read),
    ]);

    [Theory]
    [InlineData("GET", "/", "/")]
    [InlineData("HEAD", "/", "/")]
    [InlineData("GET", "/api/v1/stations/129", "/api/v1/stations/{id}")]
    [InlineData("GET", "/api/v1/stations/nearest", "/api/v1/stations/nearest")]
    public async Task TheMostSpecificRouteAnswers(string method, string path, string pattern) =>
        Assert.Equal(pattern, Assert.IsType<Ok<string>>(await _routes.AnswerAsync(Request(method, path), Access.Read)).Value);

    [Fact]
    public async Task TheHandlerSeesItsRouteValuesAndNoKeyOfTheHost()
    {
        var context = Request("GET", "/api/v1/stations/129", "?code=secret&hours=24&clientId=x");

        await _routes.AnswerAsync(context, Access.Read);

        Assert.Equal("129", context.Request.RouteValues["id"]);
        Assert.Equal("?hours=24", context.Request.QueryString.Value);
        Assert.Equal(["hours"], context.Request.Query.Keys);
    }

    [Fact]
    public async Task WhatIsNotServedIsNotFound() => Assert.Equal(404, await RefusalOf("GET", "/api/v2/stations", Access.Read));

    [Fact]
    public async Task TheReadKeyOpensNoAdminRoute()
    {
        Assert.Equal(405, await RefusalOf("GET", "/api/v1/students/3fa9/promote", Access.Read));
        Assert.Equal(405, await RefusalOf("POST", "/api/v1/students/3fa9/promote", Access.Read));
        Assert.IsType<Ok<string>>(await _routes.AnswerAsync(Request("POST", "/api/v1/students/3fa9/promote"), Access.Admin));
    }

    private static ApiRoute Route(string method, string pattern, Access access) =>
        new(method, pattern, access, _ => Task.FromResult<IResult>(TypedResults.Ok(pattern)));

    private static DefaultHttpContext Request(string method, string path, string query = "") =>
        new() { Request = { Method = method, Path = path, QueryString = new QueryString(query) } };

    private async Task<int> RefusalOf(string method, string path, Access access) =>
        Assert.IsType<ProblemHttpResult>(await _routes.AnswerAsync(Request(method, path), access)).StatusCode;
}
