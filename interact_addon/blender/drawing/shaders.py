# SPDX-License-Identifier: GPL-3.0-or-later
"""The shaders of a draft, for OpenGL, Vulkan and Metal.

Surfaces are lit as Workbench does (``workbench_world_light_lib.glsl``, ``workbench_composite_frag.glsl``), so
that a draft looks like a preview; the shadows are soft, from a map of depths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["LAMPS", "Shaders", "compile_shaders", "gpu_module"]

LAMPS = 4
"""How many lamps a studio light has."""

_FRAME = f"""
struct Frame {{
  mat4 clip;
  mat4 view;
  mat4 shadow;
  vec4 ambient;
  vec4 towards;
  vec4 falls;
  vec4 looks;
  vec4 lamp_at[{LAMPS}];
  vec4 lamp_colour[{LAMPS}];
  vec4 lamp_gloss[{LAMPS}];
}};
"""

_DEPTH_VERTEX = """
void main() {
  gl_Position = clip * vec4(place, 1.0);
  deep = gl_Position.z * 0.5 + 0.5;
}
"""
_DEPTH_FRAGMENT = "void main() { out_deep = deep; }"

_SURFACE_VERTEX = """
void main() {
  vec4 world = model * vec4(place, 1.0);
  mat3 turn = mat3(model);
  /* Right also for what is scaled differently along its axes, or to nothing along one. */
  vec3 upright = mat3(cross(turn[1], turn[2]), cross(turn[2], turn[0]), cross(turn[0], turn[1])) * normal;
  facing = mat3(frame.view) * upright;
  seen = (frame.view * world).xyz;
  vec4 before = world + vec4(frame.looks.w * normalize(upright + vec3(0.0, 0.0, 1e-9)), 0.0);
  shade = (frame.shadow * before).xyz * 0.5 + 0.5;
  paint = colour;
  gl_Position = frame.clip * world;
}
"""
_SURFACE_FRAGMENT = """
/* Workbench's: up to 7 % too much or too little, and its sets and lamps are tuned for that. */
float wrapped(float along, float wrap) {
  float wider = (wrap + 1.0) * (wrap + 1.0);
  return clamp((along + wrap) * intBitsToFloat(0x7eef370b - floatBitsToInt(wider)), 0.0, 1.0);
}

/* Fetched, not sampled: without a GPU that is much quicker, here and in what follows. */
float lit_at(ivec2 at, float depth) {
  return step(depth, texelFetch(shadows, at, 0).r);
}

/* How much of a place is in the shadow, from 0 to 1: of looks around it, the outer ones count in part. */
float shadowed() {
  if (frame.falls.x <= 0.0 || any(greaterThan(abs(shade - 0.5), vec3(0.497)))) {
    return 0.0;
  }
  float depth = shade.z - frame.looks.x;
  vec2 at = shade.xy / frame.looks.y;
  vec2 part = fract(at);
  ivec2 base = ivec2(floor(at)) - 1;
  vec3 rows;
  for (int y = 0; y < 3; y++) {
    ivec2 from = base + ivec2(0, y);
    float a = lit_at(from, depth);
    float b = lit_at(from + ivec2(1, 0), depth);
    float c = lit_at(from + ivec2(2, 0), depth);
    rows[y] = mix(a, c, part.x) + b;
  }
  return 1.0 - 0.25 * (mix(rows.x, rows.z, part.y) + rows.y);
}

void main() {
  vec3 n = normalize(gl_FrontFacing ? facing : -facing);
  /* Not quite towards the eye: as in Workbench, whose floors and backdrops ours are measured for. */
  vec3 eye = frame.looks.z == 0.0 ? vec3(0.0, 0.0, 1.0) : normalize(vec3(seen.xy / seen.z, frame.looks.z));
  vec3 mirrored = reflect(-eye, n);
  float rough = paint.a;
  vec3 diffuse = frame.ambient.rgb;
  vec3 gloss = frame.ambient.rgb;
  for (int i = 0; i < 4; i++) {
    float wrap = frame.lamp_colour[i].a;
    float along = dot(n, frame.lamp_at[i].xyz);
    diffuse += wrapped(along, wrap) * frame.lamp_colour[i].rgb;
  }
  /* Those with highlights are the first: a loop that ends early saves time, a skipped round does not. */
  for (int i = 0; i < int(frame.towards.a); i++) {
    float wrap = frame.lamp_colour[i].a;
    float along = dot(n, frame.lamp_at[i].xyz);
    vec3 between = normalize(frame.lamp_at[i].xyz + eye);
    float shine = exp2(10.0 * (1.0 - rough) * (1.0 - wrap) + 1.0);
    float facing_lamp = clamp(along, 0.0, 1.0);
    float spot = pow(clamp(dot(between, n), 0.0, 1.0), shine) * facing_lamp * (shine * 0.125 + 1.0);
    float around = wrapped(dot(mirrored, frame.lamp_at[i].xyz), mix(wrap, 1.0, rough));
    gloss += mix(spot, around, wrap * wrap) * frame.lamp_gloss[i].rgb;
  }
  float flat_on = clamp(dot(n, eye), 0.0, 1.0);
  float reflects = mix(0.05, 1.0, exp2(-8.35 * flat_on) * (1.0 - rough)) * frame.ambient.a;
  vec3 lit = diffuse * paint.rgb * tone.rgb * (1.0 - reflects) + gloss * reflects;
  float turned = (frame.falls.y - dot(n, frame.towards.xyz)) / (frame.falls.y - frame.falls.z);
  turned = clamp(turned, 0.0, 1.0);
  float dark = turned * turned * (3.0 - 2.0 * turned);
  if (dark < 1.0) {
    dark = max(dark, shadowed());
  }
  out_colour = vec4(lit * (1.0 - frame.falls.x * dark), tone.a);
  out_shape = vec4(n, tone.a < 1.0 ? 0.0 : -seen.z);
}
"""

_FINISH_VERTEX = """
void main() {
  at = place * 0.5 + 0.5;
  gl_Position = vec4(place, 0.0, 1.0);
}
"""
# Edges as Workbench's curvature (`workbench_curvature_lib.glsl`), smoothed as by FXAA.
_FINISH_FRAGMENT = """
float bright(vec3 colour) {
  return sqrt(dot(colour, vec3(0.3, 0.6, 0.1)));
}

ivec2 beside(int x, int y) {
  return clamp(ivec2(gl_FragCoord.xy) + ivec2(x, y), ivec2(0), textureSize(colours, 0) - 1);
}

/* How a surface bends at a pixel: ridges above 0, valleys below; 2 where another thing begins beside it. */
float bends(float deep) {
  vec4 left = texelFetch(shapes, beside(-1, 0), 0);
  vec4 right = texelFetch(shapes, beside(1, 0), 0);
  vec4 down = texelFetch(shapes, beside(0, -1), 0);
  vec4 up = texelFetch(shapes, beside(0, 1), 0);
  vec4 away = abs(vec4(left.a, right.a, down.a, up.a) - deep);
  if (max(max(away.x, away.y), max(away.z, away.w)) > step_of.z * deep) {
    return 2.0;
  }
  float bend = (up.y - down.y) + (right.x - left.x);
  float control = bend < 0.0 ? strength.y : strength.x;
  float much = abs(bend);
  float soft = much < 0.5 / control ? much * (1.0 - much * control) : 0.25 / control;
  return bend < 0.0 ? -2.0 * soft : 2.0 * soft;
}

void main() {
  vec4 here = texelFetch(colours, ivec2(gl_FragCoord.xy), 0);
  float deep = texelFetch(shapes, ivec2(gl_FragCoord.xy), 0).a;
  float bend = bends(deep);
  bool outline = bend == 2.0;
  bend = outline || deep == 0.0 ? 0.0 : bend;
  vec2 pixel = step_of.xy;
  float nw = bright(texelFetch(colours, beside(-1, 1), 0).rgb);
  float ne = bright(texelFetch(colours, beside(1, 1), 0).rgb);
  float sw = bright(texelFetch(colours, beside(-1, -1), 0).rgb);
  float se = bright(texelFetch(colours, beside(1, -1), 0).rgb);
  float middle = bright(here.rgb);
  float low = min(middle, min(min(nw, ne), min(sw, se)));
  float high = max(middle, max(max(nw, ne), max(sw, se)));
  vec3 smooth_colour = here.rgb;
  if (high - low > (outline ? 0.04 : 0.35)) {
    vec2 along = vec2(-(nw + ne) + (sw + se), (nw + sw) - (ne + se));
    float least = max((nw + ne + sw + se) * 0.03125, 0.0078125);
    along = clamp(along / (min(abs(along.x), abs(along.y)) + least), vec2(-8.0), vec2(8.0)) * pixel;
    vec3 near = 0.5 * (texture(colours, at - along / 6.0).rgb + texture(colours, at + along / 6.0).rgb);
    vec3 far = 0.5 * near
        + 0.25 * (texture(colours, at - 0.5 * along).rgb + texture(colours, at + 0.5 * along).rgb);
    float found = bright(far);
    smooth_colour = found < low || found > high ? near : far;
    smooth_colour = mix(here.rgb, smooth_colour, outline ? 1.0 : 0.4);  /* else eyes and brows would blur */
  }
  out_colour = vec4(smooth_colour * (1.0 + bend), 1.0);
}
"""


@dataclass(frozen=True, eq=False)
class Shaders:
    """The compiled shaders.

    Attributes:
        depth: Writes how far a surface is from the light, from 0 to 1.
        surface: Writes lit surfaces' linear colour, and their normal and depth.
        finish: Draws edges, and smooths the whole picture.
    """

    depth: Any
    surface: Any
    finish: Any


def gpu_module() -> Any:
    """Return Blender's gpu module, whose import fails without a driver."""
    import gpu  # only where a draft is drawn

    return gpu


def compile_shaders() -> Shaders:
    """Compile the shaders; a GPU context has to be active.

    Raises:
        Exception: the driver cannot.
    """
    return Shaders(_depth_shader(), _surface_shader(), _finish_shader())


def _depth_shader() -> Any:
    gpu = gpu_module()
    info, between = gpu.types.GPUShaderCreateInfo(), gpu.types.GPUStageInterfaceInfo("depth_between")
    between.smooth("FLOAT", "deep")
    info.vertex_in(0, "VEC3", "place")
    info.vertex_out(between)
    info.push_constant("MAT4", "clip")
    info.fragment_out(0, "FLOAT", "out_deep")
    return _made(info, _DEPTH_VERTEX, _DEPTH_FRAGMENT)


def _surface_shader() -> Any:
    gpu = gpu_module()
    info, between = gpu.types.GPUShaderCreateInfo(), gpu.types.GPUStageInterfaceInfo("surface_between")
    for kind, name in (("VEC3", "facing"), ("VEC3", "seen"), ("VEC3", "shade"), ("VEC4", "paint")):
        between.smooth(kind, name)
    info.typedef_source(_FRAME)
    info.uniform_buf(0, "Frame", "frame")
    info.sampler(0, "FLOAT_2D", "shadows")
    info.push_constant("MAT4", "model")
    info.push_constant("VEC4", "tone")
    for slot, (kind, name) in enumerate((("VEC3", "place"), ("VEC3", "normal"), ("VEC4", "colour"))):
        info.vertex_in(slot, kind, name)
    info.vertex_out(between)
    info.fragment_out(0, "VEC4", "out_colour")
    info.fragment_out(1, "VEC4", "out_shape")
    return _made(info, _SURFACE_VERTEX, _SURFACE_FRAGMENT)


def _finish_shader() -> Any:
    gpu = gpu_module()
    info, between = gpu.types.GPUShaderCreateInfo(), gpu.types.GPUStageInterfaceInfo("finish_between")
    between.smooth("VEC2", "at")
    info.sampler(0, "FLOAT_2D", "colours")
    info.sampler(1, "FLOAT_2D", "shapes")
    info.push_constant("VEC4", "step_of")
    info.push_constant("VEC4", "strength")
    info.vertex_in(0, "VEC2", "place")
    info.vertex_out(between)
    info.fragment_out(0, "VEC4", "out_colour")
    return _made(info, _FINISH_VERTEX, _FINISH_FRAGMENT)


def _made(info: Any, vertex: str, fragment: str) -> Any:
    info.vertex_source(vertex)
    info.fragment_source(fragment)
    return gpu_module().shader.create_from_info(info)
