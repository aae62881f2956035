from collections.abc import Callable
import json, bpy, numpy as np, pytest
from pathlib import Path
from interact_addon.blender import compat
from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.editing.edit_layer import *
from interact_addon.blender.editing.edit_layer import lower_values
from interact_addon.blender.editing.bone_sampling import sample_bones
from interact_addon.blender.editing.handles import *
from interact_addon.blender.editing.handle_parts import handles_of
from interact_addon.blender.editing.retime import retime
from interact_addon.blender.editing.simplify import simplify, Tolerance, played_pose
from interact_addon.blender.editing.layer_tracks import key_captured
from interact_addon.core.dataset import Dataset
from interact_addon.core.performance.take import load_take
from interact_addon.blender.editing.handle_builder import turns_of
from interact_addon.core.animation.rotations import quaternion_conjugate, quaternion_multiply
def turned(one, other, rows=slice(None)):
    w = 0.0
    for bone in one.pose:
        q = quaternion_multiply(quaternion_conjugate(turns_of(one.pose[bone][rows])), turns_of(other.pose[bone][rows]))
        w = max(w, float(np.degrees(2*np.arctan2(np.linalg.norm(q[:,1:],axis=1),abs(q[:,0]))).max()))
    return w
pytestmark = pytest.mark.blender

@pytest.fixture(scope="session")
def takes(demo_root):
    return [load_take(p) for p in Dataset.open(demo_root).scenes()[0].performances]

@pytest.fixture
def actor(takes, put_on):
    scene = bpy.context.scene
    scene.render.fps, scene.frame_end = 30, 120
    return put_on(scene, takes[0])

F = np.arange(0, 121)
def posed(a, frames=F):
    return sample_bones(a, [b.name for b in a.data.bones], frames)

def stepped(a, bone, frames):
    out = []
    for f in frames:
        bpy.context.scene.frame_set(int(np.floor(f)), subframe=float(f - np.floor(f)))
        out.append(np.array(a.evaluated_get(bpy.context.evaluated_depsgraph_get()).pose.bones[bone].matrix))
    return np.array(out)

def test_remap_handle(actor):
    a = actor.armature
    bpy.context.scene.render.frame_map_old, bpy.context.scene.render.frame_map_new = 100, 200
    b = posed(a)
    add_handle(a, "left_hand", HandleOptions(30, 70, 8))
    print("REMAP handle neutral off deg", turned(b, posed(a)))

def test_remap_write(actor):
    a = actor.armature
    add_edit_layer(actor)
    bpy.context.scene.render.frame_map_old, bpy.context.scene.render.frame_map_new = 100, 200
    b = posed(a)
    p = 'pose.bones["LeftHand"].rotation_quaternion'
    write_edit(a, np.arange(30, 41), {(p, i): np.full(11, v) for i, v in enumerate((0.8, 0.6, 0, 0))})
    for f in (15, 20, 35, 60, 70, 80):
        bpy.context.scene.frame_set(f); print("REMAP write", f, list(a.pose.bones["LeftHand"].rotation_quaternion))
    h = add_handle(a, "right_hand", HandleOptions(30, 70, 8))
    h.empty.location = (.05, 0, 0)
    s = posed(a); apply_handle(h)
    print("REMAP apply off", turned(s, posed(a)))
    x = posed(a)
    r = simplify(bpy.context.scene, actor, Tolerance())
    y = posed(a)
    print("REMAP simplify", r, turned(x, y), max(np.linalg.norm(x.pose[k][:, :3, 3] - y.pose[k][:, :3, 3], axis=1).max() for k in x.pose) * 1e3)

def test_stale_handle_retime(actor):
    a = actor.armature
    h = add_handle(a, "left_hand", HandleOptions(30, 70, 8))
    retime(actor, 40, 60, 8)
    s = posed(a)
    remove_handle(h)
    print("STALE retime neutral handle off deg", turned(s, posed(a)))

def test_stale_simplify(actor):
    a = actor.armature
    b = posed(a)
    h = add_handle(a, "left_hand", HandleOptions(30, 70, 8))
    h.empty.location = (.1, .1, .1)
    r = simplify(bpy.context.scene, actor, Tolerance(5, 3))
    s = posed(a)
    remove_handle(h)
    c = posed(a)
    print("STALE simplify", r, "true off", turned(b, c), max(np.linalg.norm(b.pose[k][:, :3, 3] - c.pose[k][:, :3, 3], axis=1).max() for k in b.pose) * 1e3)

def test_simplify_subframes(actor):
    a = actor.armature
    half = np.arange(0, 120, 0.25)
    names = [b.name for b in a.data.bones]
    x = sample_bones(a, names, half)
    for n in range(3):
        y0 = sample_bones(a, names, half)
        r = simplify(bpy.context.scene, actor, Tolerance())
        y = sample_bones(a, names, half)
        print("SUB", n, r, "vs first", turned(x, y), max(np.linalg.norm(x.pose[k][:, :3, 3] - y.pose[k][:, :3, 3], axis=1).max() for k in x.pose) * 1e3, "vs before", turned(y0, y))

@pytest.mark.parametrize("order", ["XYZ", "ZXY"])
def test_euler(actor, order):
    a = actor.armature
    hand = a.pose.bones["LeftHand"]
    for curve in list(compat.fcurves_of(a)):
        if curve.data_path.startswith('pose.bones["LeftHand"].rotation'):
            compat.curve_sets(a.animation_data)[0].remove(curve)
    hand.rotation_mode = order
    noise = np.random.default_rng(0)
    for f in range(1, 121, 10):
        hand.rotation_euler = noise.normal(size=3) * .6
        hand.keyframe_insert("rotation_euler", frame=f)
    b = posed(a)
    add_edit_layer(actor)
    print("EULER layer off", turned(b, posed(a)))
    h = add_handle(a, "left_hand", HandleOptions(30, 70, 8))
    print("EULER handle off", turned(b, posed(a)))
    h.empty.location = (.05, 0, 0); h.empty.rotation_quaternion = (.8, .6, 0, 0)
    s = posed(a); apply_handle(h)
    print("EULER apply off", turned(s, posed(a)))
    retime(actor, 40, 60, 8)
    t = posed(a)
    r = simplify(bpy.context.scene, actor, Tolerance())
    print("EULER simplify", r, turned(t, posed(a)))
    t = posed(a); bake(actor)
    print("EULER bake", turned(t, posed(a)))

def test_axis_angle(actor):
    a = actor.armature
    hand = a.pose.bones["LeftHand"]
    for curve in list(compat.fcurves_of(a)):
        if curve.data_path.startswith('pose.bones["LeftHand"].rotation'):
            compat.curve_sets(a.animation_data)[0].remove(curve)
    hand.rotation_mode = "AXIS_ANGLE"
    noise = np.random.default_rng(0)
    for f in range(1, 121, 10):
        hand.rotation_axis_angle = noise.normal(size=4) * .6
        hand.keyframe_insert("rotation_axis_angle", frame=f)
    b = posed(a)
    add_edit_layer(actor)
    print("AXIS layer off", turned(b, posed(a)))
    p = 'pose.bones["LeftHand"].rotation_axis_angle'
    want = np.array([.5, .6, .8, 0])
    try:
        write_edit(a, np.arange(30, 41), {(p, i): np.full(11, want[i]) for i in range(4)})
        bpy.context.scene.frame_set(35)
        print("AXIS write", list(hand.rotation_axis_angle), want, "outside", turned(b, posed(a), slice(50, 121)))
        retime(actor, 60, 70, 4)
    except Exception as e:
        print("AXIS", repr(e))
    for f in (lambda: simplify(bpy.context.scene, actor, Tolerance()), lambda: bake(actor)):
        try: 
            t = posed(a); print("AXIS", f()); print("  off", turned(t, posed(a)))
        except Exception as e:
            print("AXIS", repr(e))

def test_user_tracks(actor):
    a = actor.armature
    p = 'pose.bones["LeftHand"].rotation_quaternion'
    # user's own additive track above the captured one
    add_edit_layer(actor)
    act = bpy.data.actions.new("mine")
    curves, _, slot = compat.new_fcurves(act, "OBJECT", "mine")
    for i, v in enumerate((.9, .3, 0, 0)):
        curves.new('pose.bones["RightHand"].rotation_quaternion', index=i).keyframe_points.insert(1, v)
    t = a.animation_data.nla_tracks.new(); t.name = "mine"
    s = compat.add_nla_strip(t, "mine", act, slot)
    s.influence = 1; s.blend_type = "COMBINE"
    b = posed(a)
    for where in ("RightHand", "LeftHand"):
        p = f'pose.bones["{where}"].rotation_quaternion'
        write_edit(a, np.arange(30, 41), {(p, i): np.full(11, v) for i, v in enumerate((.8, .6, 0, 0))})
        bpy.context.scene.frame_set(35)
        print("TRACK above", where, list(a.pose.bones[where].rotation_quaternion))
    solo(actor); x = posed(a); print("TRACK solo: turned from before", turned(b, x))
    bpy.context.scene.frame_set(90)
    print("   right hand solo at 90", list(a.pose.bones["RightHand"].rotation_quaternion))
    solo(actor, False); bpy.context.scene.frame_set(35)
    try: print(bake(actor))
    except Exception as e: print("TRACK bake", repr(e))

def test_two_scenes(actor, takes, put_on):
    a = actor.armature
    other = bpy.data.scenes.new("other"); other.render.fps = 60; other.frame_end = 40
    other.collection.objects.link(a)
    b = posed(a)
    h = add_handle(a, "left_hand", HandleOptions(-30, 170, 8))
    print("TWO handle off", turned(b, posed(a)), [c.name for c in h.empty.users_collection])
    h.empty.location = (.05, 0, 0)
    s = posed(a); apply_handle(h); print("TWO apply off", turned(s, posed(a)))

def test_outside(actor):
    a = actor.armature
    Fw = np.arange(-300, 400)
    b = posed(a, Fw)
    add_edit_layer(actor); print("OUT layer", turned(b, posed(a, Fw)))
    h = add_handle(a, "left_hand", HandleOptions(-250, -200, 8))
    print("OUT handle", turned(b, posed(a, Fw)))
    h.empty.location = (.05, 0, 0)
    s = posed(a, Fw); apply_handle(h); print("OUT apply", turned(s, posed(a, Fw)))
    h = add_handle(a, "left_hand", HandleOptions(300, 350, 8)); h.empty.location = (.05, 0, 0)
    s = posed(a, Fw); apply_handle(h); print("OUT apply2", turned(s, posed(a, Fw)))
    t = posed(a, Fw); bake(actor); print("OUT bake", turned(t, posed(a, Fw)))

def test_hidden(actor):
    a = actor.armature
    a.hide_viewport = True
    b = posed(a)
    h = add_handle(a, "left_hand", HandleOptions(30, 70, 8)); h.empty.location = (.05, 0, 0)
    s = posed(a); print("HIDDEN shown", turned(b, s)); apply_handle(h); print("HIDDEN apply", turned(s, posed(a)))
    bpy.context.scene.collection.children
