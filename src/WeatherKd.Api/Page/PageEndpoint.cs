using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;

namespace WeatherKd.Api.Page;

/// <summary><c>GET /assets/{name}</c>: the page's scripts and styles. A name is looked up in a table and never becomes a path.</summary>
internal static class PageEndpoint
{
    public static Task<IResult> AssetAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return Task.FromResult<IResult>(EmbeddedFiles.Find("wwwroot/" + name) ?? throw new NotFoundException("There is no such file."));
    }
}
